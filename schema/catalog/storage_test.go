package catalog

import (
	"slices"
	"testing"
)

func TestElementClass(t *testing.T) {
	for _, c := range []struct{ element, parent, class, evidence, reason string }{
		{"Network", "Networks", "FPCNetwork", "same name", "plain"},
		{"NetConfig", "Array", "FPCNetworkConfiguration", "synonym", "abbreviated"},
		{"Root", "", "FPC", "synonym", "the root"},
		{"Policy", "Policies", "FPCPolicy", "same name", "enterprise policy"},
		{"ProxyWSP", "ArrayPolicy", "FPCLowLevelSettings", "synonym", "ISA 2004 name"},
		{"LowLevelSettings", "ArrayPolicy", "FPCLowLevelSettings", "same name", "later name of the same class"},
		{"NonWindows-User", "NonWindows-Users", "FPCNonWindowsUser", "synonym", "hyphen"},
		{"MalwareInspectionSettings", "Array", "FPCMalwareInspectionSettings", "same name", "no row; TMG only"},
		{"ProxyCacheDirectory", "ProxyCacheDirectories", "", "", "known to the viewer, class unknown"},
		{"ProxyLDTEntry", "ProxyLDT", "", "", "FPCLDTEntry would be a guess"},
		{"network", "Networks", "", "", "XML is case-sensitive"},
		{"", "", "", "", "FPC alone is not its class"},
	} {
		e, ok := ElementClass(c.element, c.parent)
		if ok != (c.class != "") || e.Class != c.class || ok && (e.Evidence != c.evidence || e.Name != c.element || e.Source == "") {
			t.Errorf("ElementClass(%q, %q) = %+v, %v: %s", c.element, c.parent, e, ok, c.reason)
		}
	}
}

func TestElementOfAParent(t *testing.T) {
	set := loadElements(table{"test.tsv", "element\tparent\tclass\tevidence\tsource\n" +
		"Item\t\tFPCAny\tsame name\tx\nItem\tBox\tFPCBoxItem\tsynonym\tx\n", elementTable.columns})
	for _, c := range []struct{ parent, class, reason string }{
		{"Box", "FPCBoxItem", "the row for the parent comes first"},
		{"Bag", "FPCAny", "else the row for any parent"},
	} {
		if e, ok := set.find("Item", c.parent); !ok || e.Class != c.class {
			t.Errorf("Item in %s: %+v: %s", c.parent, e, c.reason)
		}
	}
}

func TestElementsNameRealClasses(t *testing.T) {
	for _, e := range Elements() {
		_, ok := ClassByName(e.Class)
		if ok != (e.Class != "") {
			t.Errorf("%s: class %q exists is %v", e.Name, e.Class, ok)
		}
		if (e.Evidence == EvidenceSameName) != (e.Class == "FPC"+e.Name) {
			t.Errorf("%s: class %s with evidence %q", e.Name, e.Class, e.Evidence)
		}
	}
}

func TestStorageRowsResolve(t *testing.T) {
	names := map[[2]string]string{}
	for _, s := range StorageRows() {
		at := s.Element + "/" + s.Child
		e, _ := ElementClass(s.Element, "")
		if e.Class != s.Class {
			t.Errorf("%s: class %q, its element has %q", at, s.Class, e.Class)
		}
		p, ok := propertyOf(s.Class, s.Property)
		if ok != (s.Property != "") {
			t.Errorf("%s: %s.%s exists is %v", at, s.Class, s.Property, ok)
		}
		hasProperty := s.Evidence == EvidenceSameName || s.Evidence == EvidenceSynonym
		if hasProperty != (s.Property != "") || s.Evidence == EvidenceSameName && p.Name != s.Child {
			t.Errorf("%s: property %q with evidence %q", at, s.Property, s.Evidence)
		}
		if _, same := propertyOf(s.Class, s.Child); same && s.Property == "" {
			t.Errorf("%s has a property of its name and evidence %q", at, s.Evidence)
		}
		if got, ok := StorageProperty(s.Element, "", s.Child); !ok || got != *s {
			t.Errorf("StorageProperty(%s) = %+v, %v", at, got, ok)
		}
		if s.Property == "" {
			continue
		}
		key := [2]string{s.Class, s.Property}
		if other, twice := names[key]; twice && other != s.Child {
			t.Errorf("%s.%s is stored as %s and as %s", s.Class, s.Property, other, s.Child)
		}
		names[key] = s.Child
	}
}

func TestStorageProperty(t *testing.T) {
	for _, c := range []struct {
		element, child, property, evidence string
		ok                                 bool
		reason                             string
	}{
		{"WebListenerProperties", "IntegratedAuthPersistSingleRequest", "IntegratedAuthPersistSingleRequest", "same name", true, "founding case"},
		{"WebListenerProperties", "ListenerConnectionTimeout", "ConnectionTimeout", "synonym", true, "another name"},
		{"WebListenerProperties", "SSLAcceleratorPort", "SSLAcceleratorPort", "same name", true, "no row: the viewer is older"},
		{"WebListenerProperties", "AuthPersistSingleRequest", "", "", false, "documented nowhere"},
		{"PolicyRule", "IsDefaultRule", "", "storage name only", true, "FPCPolicyRule.IsDefault is likely, not known"},
		{"URLSet", "URLStrings", "", "path", true, "first step of URLStrings/Str"},
		{"PolicyRules", "PolicyRule", "", "child object", true, "the viewer reads it with a condition"},
		{"ProxyCacheDirectory", "CacheLimitInMegs", "", "storage name only", true, "element without a class"},
		{"ChangeTracking", "MaxEntries", "MaxEntries", "same name", true, "element and child without a row"},
		{"NoSuchElement", "Name", "", "", false, "unknown element"},
		{"Network", "name", "", "", false, "XML is case-sensitive"},
	} {
		s, ok := StorageProperty(c.element, "", c.child)
		if ok != c.ok || s.Property != c.property || s.Evidence != c.evidence || ok && (s.Element != c.element || s.Source == "") {
			t.Errorf("StorageProperty(%s/%s) = %+v, %v: %s", c.element, c.child, s, ok, c.reason)
		}
	}
}

func TestStorageKeepsTheViewersWays(t *testing.T) {
	for _, c := range []struct{ element, child, viewer, reason string }{
		{"WebListenerProperties", "IntegratedAuthPersistSingleRequest", "DefaultTrue", "prints true for 0 as well: the viewer's trap"},
		{"BackupRoute", "AutomaticPollConfig", "IsEnabled | boolean", "two ways in one row"},
		{"PolicyRule", "Name", "", "plain text"},
	} {
		if s, ok := StorageProperty(c.element, "", c.child); !ok || s.Viewer != c.viewer {
			t.Errorf("%s/%s: viewer %q, want %q: %s", c.element, c.child, s.Viewer, c.viewer, c.reason)
		}
	}
}

func TestStorageName(t *testing.T) {
	for _, c := range []struct {
		class, property string
		elements        []string
		child, evidence string
		reason          string
	}{
		{"FPCWebListenerProperties", "IntegratedAuthPersistSingleRequest", []string{"WebListenerProperties"}, "IntegratedAuthPersistSingleRequest", "same name", "row"},
		{"FPCWebListenerProperties", "DomainForAuthentication", []string{"WebListenerProperties"}, "Domain", "synonym", "another name"},
		{"FPCLowLevelSettings", "DnsCacheSize", []string{"LowLevelSettings", "ProxyWSP"}, "DnsCacheSize", "same name", "two elements"},
		{"FPCLowLevelSettings", "CredentialsCacheSize", []string{"LowLevelSettings", "ProxyWSP"}, "CredentialsCacheSize", EvidenceAssumed, "settable, no row"},
		{"FPCArray", "ChangeTracking", []string{"Array"}, "ChangeTracking", EvidenceAssumed, "an object named like its class"},
		{"FPCArray", "NetworkConfiguration", nil, "", "", "an object that files call NetConfig"},
		{"FPCVpnConfiguration", "EnablePPTP", nil, "", "", "files have VpnEnablePPTP: likely, not known"},
		{"FPCLogEntry", "BytesSent", nil, "", "", "read-only, at run time"},
		{"FPCNoSuchClass", "Name", nil, "", "", "unknown class"},
		{"FPCNetwork", "NoSuchProperty", nil, "", "", "unknown property"},
	} {
		elements, child, evidence, ok := StorageName(c.class, c.property)
		if ok != (c.child != "") || child != c.child || evidence != c.evidence || !slices.Equal(elements, c.elements) {
			t.Errorf("StorageName(%s.%s) = %q, %q, %q, %v: %s", c.class, c.property, elements, child, evidence, ok, c.reason)
		}
	}
}
