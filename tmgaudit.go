//go:generate go run ./internal/gen

// Package tmgaudit holds nothing but what is done to the whole repository.
package tmgaudit
