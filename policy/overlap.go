package policy

// overlaps reports the earlier rules with the other action that t generalizes or
// is correlated with. The system policy is an exception by design.
func (l *look) overlaps(t *Rule) {
	general, correlated := Anomaly{Kind: Generalizes, Rule: t}, Anomaly{Kind: Correlates, Rule: t}
	hull := hullOf(t.sure)
	for i := range l.covers {
		c := &l.covers[i]
		r := c.rule
		if r.Position >= t.Position || general.More && correlated.More {
			break
		}
		if r.Deny == t.Deny || r.Level == SystemPolicy || !judges(r, t) || !c.hull.meets(&hull) || !r.before(t) || !anyMeets(r.sure, t.sure) {
			continue
		}
		switch {
		case holdsAll(t.sure, r.may):
			general.name(r)
		case !correlated.More && leaves(t.sure, r.may) && leaves(r.sure, t.may):
			correlated.name(r)
		}
	}
	for _, x := range []Anomaly{general, correlated} {
		if len(x.By) > 0 {
			x.Witness = l.witness(t, x.By[0])
			l.add(x)
		}
	}
}

func (x *Anomaly) name(r *Rule) {
	if len(x.By) < maxBy {
		x.By = append(x.By, r)
	} else {
		x.More = true
	}
}

// leaves reports whether some of a is surely outside all of b.
func leaves(a, b []box) bool {
	holders := make([]*box, len(b))
	for i := range b {
		holders[i] = &b[i]
	}
	for i := range a {
		s := search{holders: holders, budget: maxSteps}
		if !s.covered(a[i], 0) && s.budget > 0 {
			return true
		}
	}
	return false
}
