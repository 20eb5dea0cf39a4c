// Command picture makes the picture of a lint page for the README, with the
// Chromium of this machine:
//
//	go run ./internal/gen/picture
//
// Fonts differ between machines, so no test compares it; make it again when the
// page changes.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

const (
	target = "docs/images/lint.png"
	sample = "samples/founding-case.xml"
	size   = "1200,1440"
	most   = 200 << 10 // bytes of the picture
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "picture")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	page, shot := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.png")
	err = exec.Command("go", "run", "./cmd/tmgaudit", "lint", "--fail-on", "never", "--output-file", page, "--format", "html", sample).Run()
	if err != nil {
		return fmt.Errorf("lint %s: %w", sample, err)
	}
	err = exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--window-size="+size, "--screenshot="+shot, (&url.URL{Scheme: "file", Path: page}).String()).Run()
	if err != nil {
		return fmt.Errorf("chromium: %w", err)
	}
	b, err := os.ReadFile(shot)
	if err != nil {
		return err
	}
	if b, err = small(b); err != nil {
		return err
	}
	return os.WriteFile(target, b, 0o644)
}

// small is a picture with up to 256 of its colours that an eye keeps apart, those
// first that it has most of: what a page has are few colours and the shades of its
// letters.
func small(b []byte) ([]byte, error) {
	in, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	counts := map[color.RGBA]int{}
	r := in.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			counts[color.RGBAModel.Convert(in.At(x, y)).(color.RGBA)]++
		}
	}
	var used []color.RGBA
	for c := range counts {
		used = append(used, c)
	}
	slices.SortFunc(used, func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	colours := color.Palette{used[0]}
	for _, c := range used {
		if near := colours.Convert(c).(color.RGBA); len(colours) < 256 && apart(c, near) > 15 {
			colours = append(colours, c)
		}
	}
	out := image.NewPaletted(r, colours)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			out.Set(x, y, in.At(x, y))
		}
	}
	var w bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&w, out); err != nil {
		return nil, err
	}
	if w.Len() > most {
		return nil, errors.New("the picture is too large; make the window smaller")
	}
	return w.Bytes(), nil
}

// apart is how far two colours are from each other.
func apart(a, b color.RGBA) int {
	d := 0
	for _, pair := range [][2]uint8{{a.R, b.R}, {a.G, b.G}, {a.B, b.B}} {
		d += max(int(pair[0])-int(pair[1]), int(pair[1])-int(pair[0]))
	}
	return d
}
