package checks

// What one would look for in policies and networks, and what is not looked for.

const toldBy = "is told where it does harm, by "

var policyLeftOut = []LeftOut{
	{"pol-union-cover-users", toldBy + "pol-shadowed and pol-redundant, which compare users with all the rest"},
	{"pol-anonymous-web", "rules without users beside rules with users are how programs that cannot authenticate are served; nothing tells the wanted from the unwanted"},
	{"pol-no-description", "is true of nearly every policy, and says nothing about what rules do"},
	{"pol-unresolved-reference", toldBy + "imp-unresolved-reference"},
	{"pol-url-set-nonweb", "what the product does with names and content types of rules for other protocols is not documented well enough"},
	{"pol-url-set-https-path", "whether HTTPS inspection opens a connection depends on exceptions and on the client; nothing proves that the path stays hidden"},
	{"pol-domain-vs-ip", "whether a name and an address are the same server " + inNoExport},
	{"pol-protocol-shadow-builtin", "which filter an unbound protocol of the same port gets is not documented well enough"},
	{"pol-http-filter-unbound", "how a protocol without filters stands in a file has not been seen"},
	{"pol-ftp-write", "how the FTP filter stores its settings is not documented well enough"},
	{"pol-rpc-strict", "how the RPC filter stores its settings is not documented well enough"},
	{"pol-rpc-custom-unbound", "how a protocol without filters stands in a file has not been seen"},
	{"pol-deny-before-allow-order", toldBy + "pol-shadowed"},
	{"pol-web-rules-after-nonweb", "how often a rule matches " + inNoExport},
	{"pol-redirect-url-deny", "whether the page that users are sent to needs credentials is known only to its server"},
}

var networkLeftOut = []LeftOut{
	{"net-route-not-in-network", "the routing table " + inNoExport},
	{"net-public-in-internal", "who owns an address " + inNoExport},
	{"net-private-missing", "whether such addresses arrive at an inner adapter " + inNoExport},
	{"net-broadcast-missing", "the masks of the adapters stand in no export; a range without .0 and .255 may be part of a larger subnet"},
	{"net-single-nic", "the number of adapters " + inNoExport + ", and templates stay named after the networks have changed"},
	{"net-rule-nat-vs-route", toldBy + "net-rule-shadowed; what overlaps in part is an exception and usually meant"},
	{"net-ip-options-empty-list", "how the list of selected options stands in a file has not been seen"},
	{"net-ip-routing-mode", twoFiles},
	{"net-flood-exceptions-missing", "which servers need more connections " + inNoExport},
	{"net-proxy-perimeter", "that a network is a perimeter is known only to people; a proxy for servers there may be wanted"},
	{"net-download-job-needs-localhost", "a job cannot be made without it, and what happens to one afterwards is not documented"},
	{"net-autodiscovery-80-clash", toldBy + "pub-listener-vs-proxy-port for the web proxy; for automatic discovery the addresses that answer are not documented"},
	{"net-backup-route-stale", "whether a named server is alive " + inNoExport},
	{"net-direct-access-broad", "how entries of the list match is not documented well enough"},
	{"net-webchain-loop", "the names by which the array is reached are known only to name servers"},
	{"net-webchain-credentials", "the file tells by its OptionalData; sec-secrets-in-file and imp-password-missing-secrets speak of that"},
	{"net-webchain-basic-plain", "whether the connection to the next proxy is encrypted has not been seen in a file"},
	{"net-webchain-order", "the policy model compares policy rules only"},
	{"net-s2s-no-owner", "how the owner of a tunnel stands in a file has not been seen"},
	{"net-ipsec-psk", "how the way of authentication of a tunnel stands in a file has not been seen; sec-secrets-in-file tells of keys"},
	{"net-nlb-vip", "where the virtual address stands in a file has not been seen"},
	{"net-nlb-multicast-build", "how the mode of load balancing stands in a file has not been seen"},
	{"net-multiple-gateways", "adapters stand in no export"},
	{"net-dns-on-external-nic", "adapters stand in no export"},
}
