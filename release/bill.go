package main

import (
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
)

// The bill of materials is CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/),
// made from what Go writes into the program. Go does not write which module needs
// which, so all stand below the program.

type bill struct {
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	SerialNumber string       `json:"serialNumber"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp  string     `json:"timestamp"`
	Component  component  `json:"component"`
	Properties []property `json:"properties,omitempty"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	Hashes     []hash     `json:"hashes,omitempty"`
	PackageURL string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

// bill is the bill of materials of a program, as JSON.
func (r release) bill(program string) ([]byte, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	sum, err := sumFile(program)
	if err != nil {
		return nil, err
	}
	self := component{Type: "application", Ref: "tmgaudit", Name: "tmgaudit", Version: r.version, Hashes: []hash{{"SHA-256", sum}}}
	b := bill{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata:   metadata{Timestamp: r.time.UTC().Format(time.RFC3339), Component: self, Properties: settings(info)},
		Components: []component{standardLibrary(info.GoVersion)},
	}
	if b.SerialNumber, err = serialNumber(sum); err != nil {
		return nil, err
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, library(m.Path, m.Version, m.Sum))
	}
	below := dependency{Ref: self.Ref}
	for _, c := range b.Components {
		below.DependsOn = append(below.DependsOn, c.Ref)
		b.Dependencies = append(b.Dependencies, dependency{Ref: c.Ref})
	}
	b.Dependencies = append([]dependency{below}, b.Dependencies...)
	text, err := json.MarshalIndent(b, "", "  ")
	return append(text, '\n'), err
}

// settings are those of the build, among them the commit.
func settings(info *debug.BuildInfo) []property {
	var list []property
	for _, s := range info.Settings {
		list = append(list, property{"go:build:" + s.Key, s.Value})
	}
	return list
}

// standardLibrary is the part of Go that is in the program. Its version has the
// form of the vulnerability databases: 1.26.8 for "go1.26.8".
func standardLibrary(goVersion string) component {
	version, _, _ := strings.Cut(strings.TrimPrefix(goVersion, "go"), " ")
	return library("stdlib", version, "")
}

func library(path, version, sum string) component {
	url := "pkg:golang/" + path + "@" + version
	c := component{Type: "library", Ref: url, Name: path, Version: version, PackageURL: url}
	if sum != "" {
		c.Properties = []property{{"go:sum", sum}} // a hash of hashes, not of a file
	}
	return c
}

// serialNumber is a UUID (RFC 9562, version 8) made from the checksum of the
// program, so that the same program has the same.
func serialNumber(sum string) (string, error) {
	b, err := hex.DecodeString(sum)
	if err != nil {
		return "", err
	}
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16]), nil
}
