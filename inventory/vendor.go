package inventory

import "tmgaudit/schema"

// vendorRows are the values of all sets of vendor parameters. Where a set cannot be
// read, a row says so.
func (b *builder) vendorRows(yield func(Row) bool) {
	for o := range b.all("VendorParametersSet") {
		set := schema.VendorParametersSet{Object: o}
		of := Cell{{Text: placeOf(set.Of()), Object: set.Of()}}
		values, err := set.Values()
		for i := range values {
			v := &values[i]
			row := rowOf(o, of, text1(set.ID()), text1(v.Name), text1(v.Display()))
			if at, ok := v.Span(); ok {
				row.Span = at
			}
			if !yield(row) {
				return
			}
		}
		if err != nil && !yield(rowOf(o, of, text1(set.ID()), text1("not read"), text1(err.Error()))) {
			return
		}
	}
}
