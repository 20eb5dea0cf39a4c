package trace

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Expectation is what Read takes.
const Expectation = "expected a HAR file, a pcap or pcapng capture, HTTP messages as text, or a W3C log of IIS or of the ISA/TMG web proxy"

// foreigns are first bytes of files that get named in place of a capture, with
// what to do.
var foreigns = []struct{ magic, advice string }{
	{"\x1F\x8B", "this is a gzip archive; unpack it first"},
	{"PK\x03\x04", "this is a ZIP archive (or a Fiddler .saz session archive); unpack it, or save the sessions as HAR"},
	{"GMBU", "this is a Network Monitor capture; open it in Wireshark and save it as pcapng"},
	{"RTSS", "this is a Network Monitor 1 capture; open it in Wireshark and save it as pcapng"},
	{"\x28\xB5\x2F\xFD", "this is a zstd archive; unpack it first"},
	{"MSCF", "this is a cabinet archive; unpack it and name the capture in it"},
	{"ElfFile\x00", "this is a Windows event log; " + Expectation},
	{"MZ", "this is a Windows program; " + Expectation},
}

// peekSize is how much of an input decides what it is.
const peekSize = 64 << 10

// Read reads a capture. Its content decides on the format, never a name. The
// error says why nothing could be read; a capture that is damaged further on is
// returned as far as it goes, with a note.
func Read(r io.Reader) (*Capture, error) {
	b := bufio.NewReaderSize(r, peekSize)
	start, err := b.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return nil, err
	}
	c, err := readFormat(b, start)
	if err != nil {
		return nil, err
	}
	c.settle()
	return c, nil
}

func readFormat(b *bufio.Reader, start []byte) (*Capture, error) {
	if len(bytes.TrimSpace(start)) == 0 {
		return nil, errors.New("the file is empty; " + Expectation)
	}
	if len(start) >= 4 {
		switch magic := binary.LittleEndian.Uint32(start); magic {
		case magicMicro, magicMicroSwap, magicNano, magicNanoSwap:
			p, err := newPCAP(b)
			if err != nil {
				return nil, err
			}
			return readPackets(FormatPCAP, p)
		case blockSection:
			return readPackets(FormatPCAPNG, &ngFile{r: b})
		}
	}
	for _, f := range foreigns {
		if bytes.HasPrefix(start, []byte(f.magic)) {
			return nil, errors.New(f.advice)
		}
	}
	return readText(b)
}

// readText reads the formats that are text, in UTF-8 or UTF-16 with a mark.
func readText(r io.Reader) (*Capture, error) {
	b := bufio.NewReaderSize(transform.NewReader(r, unicode.BOMOverride(encoding.Nop.NewDecoder())), peekSize)
	start, err := b.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return nil, err
	}
	trimmed := bytes.TrimLeft(start, " \t\r\n")
	switch {
	case bytes.HasPrefix(trimmed, []byte("{")):
		return readHAR(b)
	case bytes.HasPrefix(trimmed, []byte("#")) && bytes.Contains(start, []byte("#Fields:")):
		return readW3C(b)
	}
	return readMessages(b)
}

// settle puts the exchanges in order, numbers them, and decides what tokens mean
// that only their place tells.
func (c *Capture) settle() {
	if c.left > 0 {
		c.note(fmt.Sprintf("%d more exchanges are left out; cut the capture into pieces to see them", c.left))
	}
	for i, conn := range c.Connections {
		conn.Index = i
		c.Exchanges = append(c.Exchanges, conn.Exchanges...)
	}
	if c.timed() {
		slices.SortStableFunc(c.Connections, func(a, b *Connection) int { return a.Start.Compare(b.Start) })
		slices.SortStableFunc(c.Exchanges, func(a, b *Exchange) int {
			return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Connection.Index, b.Connection.Index))
		})
	} else if !c.Format.isLog() {
		slices.SortStableFunc(c.Exchanges, func(a, b *Exchange) int { return cmp.Compare(a.Index, b.Index) })
	}
	for i, conn := range c.Connections {
		conn.Index = i
		settleTokens(conn)
	}
	for i, e := range c.Exchanges {
		e.Index = i
	}
}

// timed reports whether every exchange has a time.
func (c *Capture) timed() bool {
	return len(c.Exchanges) > 0 && !slices.ContainsFunc(c.Exchanges, func(e *Exchange) bool { return e.Start.IsZero() })
}

// settleTokens gives NTLM messages of which the input shows only the start their
// type: an answer is a challenge; a request answers the challenge before it.
func settleTokens(c *Connection) {
	var challenged [2]bool
	for _, e := range c.Exchanges {
		for i, a := range e.RequestAuth {
			if a.Token.Kind == kindUnknownNTLM {
				e.RequestAuth[i].Token.Kind = KindNTLMNegotiate
				if challenged[a.Party] {
					e.RequestAuth[i].Token.Kind = KindNTLMAuthenticate
				}
			}
			challenged[a.Party] = false
		}
		for i, a := range e.ResponseAuth {
			if a.Token.Kind == kindUnknownNTLM {
				e.ResponseAuth[i].Token.Kind = KindNTLMChallenge
			}
			if e.ResponseAuth[i].Token.Kind == KindNTLMChallenge {
				challenged[a.Party] = true
			}
		}
	}
}
