package catalog

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ErrorCode is one HRESULT of the product.
type ErrorCode struct {
	Code    uint32
	Hex     string // as written in the header: 0xC0040357
	Symbol  string // E_FPC_BAD_ITEM_NAME
	Meaning string // in our words; known for the codes of import and export
	Source  string
}

// ErrorCodes returns every code, sorted by number.
func ErrorCodes() []*ErrorCode { return errorCodes() }

// ErrorByCode finds a code by its number.
func ErrorByCode(code uint32) (*ErrorCode, bool) {
	i, ok := slices.BinarySearchFunc(errorCodes(), code, func(e *ErrorCode, code uint32) int {
		switch {
		case e.Code < code:
			return -1
		case e.Code > code:
			return 1
		}
		return 0
	})
	if !ok {
		return nil, false
	}
	return errorCodes()[i], true
}

// ErrorBySymbol finds a code by its symbol. Case does not matter.
func ErrorBySymbol(symbol string) (*ErrorCode, bool) {
	for _, e := range errorCodes() {
		if strings.EqualFold(e.Symbol, symbol) {
			return e, true
		}
	}
	return nil, false
}

var errorCodes = sync.OnceValue(loadErrorCodes)

func loadErrorCodes() []*ErrorCode {
	records := make([]ErrorCode, 0, errorTable.rows())
	errorTable.each(func(f []string) {
		code, err := strconv.ParseUint(f[0], 0, 32)
		if err != nil {
			panic("catalog: " + err.Error())
		}
		records = append(records, ErrorCode{Code: uint32(code), Hex: f[0], Symbol: f[1], Meaning: f[2], Source: f[3]})
	})
	return pointers(records)
}
