package trace

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var (
	update    = flag.Bool("update", false, "rewrite the captures in testdata")
	mutations = flag.Int("mutations", 100_000, "how many mutated captures are read")
)

// samples are captures of every format.
func samples(t testing.TB) map[string][]byte {
	f, r := foundingStory(), richStory()
	six := r
	six.client, six.server = "2001:db8::20", "2001:db8::1"
	all := map[string][]byte{
		"founding.har":    f.har(t),
		"founding.txt":    f.text(),
		"founding.pcap":   f.pcap(t, f.frames(1460), packing{}),
		"founding.pcapng": f.pcap(t, f.frames(1460), packing{ng: true}),
		"rich.har":        r.har(t),
		"rich.pcap":       r.pcap(t, r.frames(200), packing{vlan: 1}),
		"rich.pcapng":     six.pcap(t, six.frames(400), packing{ng: true, snap: 300}),
		"rich.null.pcap":  r.pcap(t, r.frames(1460), packing{null: true}),
	}
	for _, s := range stories {
		if s.log != "" {
			all[s.id+".log"] = []byte(s.log)
		}
	}
	for _, name := range []string{"secure-tunnel.txt", "iis-flows.txt"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = b
	}
	return all
}

// The captures in testdata are what the tests make.
func TestCapturesInTestdata(t *testing.T) {
	all := samples(t)
	for _, name := range []string{"founding.har", "founding.txt", "founding.pcap", "founding.pcapng"} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, all[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, all[name]) {
			t.Errorf("%s differs; run go test ./trace -update", path)
		}
	}
}

// try reads and judges anything, and holds the laws of what comes out.
func try(t testing.TB, b []byte) {
	c, err := Read(bytes.NewReader(b))
	if err != nil {
		if c != nil || err.Error() == "" {
			t.Errorf("error %v with a capture", err)
		}
		return
	}
	for i, e := range c.Exchanges {
		if e.Index != i || e.Connection == nil || c.Connections[e.Connection.Index] != e.Connection {
			t.Fatalf("exchange %d: %+v", i, e)
		}
		for _, a := range slices.Concat(e.RequestAuth, e.ResponseAuth) {
			switch a.Token.Kind {
			case KindNone, KindNTLMNegotiate, KindNTLMChallenge, KindNTLMAuthenticate, KindKerberos, KindSPNEGO, KindBasic, KindDigest:
			default:
				t.Fatalf("token kind %q", a.Token.Kind)
			}
		}
	}
	for _, v := range Judge(c) {
		if v.Message == "" || len(v.Exchanges) == 0 || !slices.IsSorted(v.Exchanges) || v.Exchanges[len(v.Exchanges)-1] >= len(c.Exchanges) {
			t.Fatalf("verdict %s: %q %v", v.ID, v.Message, v.Exchanges)
		}
	}
}

// mutate changes a few bytes, moves and doubles pieces, writes lengths that lie.
func mutate(r *rand.Rand, b []byte) []byte {
	b = slices.Clone(b)
	for range 1 + r.IntN(6) {
		if len(b) < 8 {
			return b
		}
		i := r.IntN(len(b) - 4)
		n := r.IntN(min(64, len(b)-i))
		switch r.IntN(8) {
		case 0:
			b[i] ^= 1 << r.IntN(8)
		case 1:
			b[i] = byte(r.UintN(256))
		case 2:
			b = slices.Delete(b, i, i+n)
		case 3:
			b = slices.Insert(b, i, b[i:i+n]...)
		case 4:
			copy(b[i:], []byte{0xFF, 0xFF, 0xFF, 0xFF}[:1+r.IntN(4)])
		case 5:
			copy(b[i:], []byte{0, 0, 0, 0})
		case 6:
			b = b[:i]
		case 7:
			k := r.IntN(len(b) - n)
			copy(b[i:i+n], bytes.Clone(b[k:k+n]))
		}
	}
	return b
}

// Mutated captures never panic, hang or break the laws.
func TestMutatedCaptures(t *testing.T) {
	most := *mutations
	if testing.Short() {
		most /= 50
	}
	all := samples(t)
	for name, b := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(most/len(all) + 1) {
				start := time.Now()
				try(t, mutate(rand.New(rand.NewPCG(seed, uint64(len(b)))), b))
				if d := time.Since(start); d > 20*time.Second {
					t.Fatalf("seed %d took %s", seed, d)
				}
			}
		})
	}
}

func fuzzRead(f *testing.F, extensions ...string) {
	for name, b := range samples(f) {
		if slices.Contains(extensions, filepath.Ext(name)) {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { try(t, b) })
}

func FuzzPCAP(f *testing.F) { fuzzRead(f, ".pcap", ".pcapng") }

func FuzzHAR(f *testing.F) { fuzzRead(f, ".har") }

func FuzzText(f *testing.F) { fuzzRead(f, ".txt", ".log") }

func FuzzToken(f *testing.F) {
	for _, b := range [][]byte{ntlm1(), ntlm2(), ntlm3("alice"), ntlmNobody(), apReq("R", "HTTP", "h"), negInit(ntlm1(), derNTLM), negResp(2, krbError(41)), negResp(0, apRep())} {
		f.Add("Negotiate", base(b))
	}
	f.Add("Basic", base([]byte("a:b")))
	f.Add("Digest", `username="a", realm="b"`)
	f.Fuzz(func(t *testing.T, scheme, value string) {
		for _, response := range []bool{true, false} {
			for _, name := range []string{"Authorization", "WWW-Authenticate"} {
				for _, a := range parseAuth(name, scheme+" "+value, response) {
					if _, err := json.Marshal(a); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	})
}

func FuzzDER(f *testing.F) {
	for _, b := range [][]byte{apReq("R", "HTTP", "h"), negInit(ntlm1(), derNTLM), negResp(2, krbError(41)), negResp(0, apRep()), {0x60, 0x80}} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		el, rest, err := readElement(b)
		if err == nil && (len(el.body)+len(rest) > len(b) || el.missing > 0 && len(rest) > 0 || len(el.body)+el.missing != el.size) {
			t.Fatalf("%x: %+v %x", b, el, rest)
		}
		parseBytes(b)
	})
}
