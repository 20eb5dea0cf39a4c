// Package policy says what the firewall rules of an export mean: which
// connections each rule matches, in which order rules are read, which rules can
// never decide anything, and what happens to one connection.
//
// Every criterion of a rule is a set of points: addresses, services, users,
// names, hours, content types, source ports. What the file does not say is kept
// as unknown, so that every set has two bounds, what it surely holds and what it
// may hold, and every answer is No, Maybe or Yes.
//
// Laws: a claim is made only when it holds for every configuration that agrees
// with the file; an unknown part can hide a claim, never make one. The few
// premises beyond the file, with their evidence, stand in
// docs/decisions/0011-policy-semantics.md.
package policy
