package trace

// kinds are all verdicts, the faults by party, then what is healthy. The order is
// that of documentation; reports sort by severity.
var kinds = []Kind{
	{
		ID: "per-request-loop", Severity: Critical,
		Title: "The proxy authenticates every single request, so NTLM through it never ends",
		Next: "Look at IntegratedAuthPersistSingleRequest of the web proxy listener of the client's network: the console does not show it, " +
			"an export and ISAInfo do. A capture at the external side of the proxy shows that the 401 comes from the site.",
		Suspects: []string{"com-integrated-auth-per-request", "com-dont-mark-session-private", "com-connect-cache-zero"},
		judge:    judgeLoop,
	},
	{
		ID: "proxy-reauthenticates", Severity: Medium,
		Title:    "The proxy asks again on authenticated connections",
		Next:     "Compare IntegratedAuthPersistSingleRequest of the networks in an export; at its default, one logon lasts for the connection.",
		Suspects: []string{"com-integrated-auth-per-request", "com-auth-persist-drift"},
		judge:    judgeReauthentication,
	},
	{
		ID: "proxy-407-loop", Severity: High,
		Title: "The proxy asks for credentials again and again after it got them",
		Next: "Find the user in the web proxy log. With a name there, the logon worked and a rule denied: look at the rule order, the user sets and " +
			"ReturnAuthRequiredIfAuthUserDenied. Without one the logon failed: look at the security log of the domain controller; for Kerberos at " +
			"the SPN of the name that the clients use for the proxy, and at the clocks.",
		Suspects: []string{"com-return-auth-if-denied-with-deny-all", "com-return-auth-if-denied-set", "com-failed-logon-user-not-logged"},
		judge:    judgeProxyLoop,
	},
	{
		ID: "proxy-credentials-refused", Severity: Medium,
		Title: "The proxy refused complete credentials",
		Next: "A wrong password looks like this, and so does a rule that denies the user: the web proxy log names the user in the second case. For " +
			"Kerberos look at the SPN of the name that the clients use for the proxy, and at the clocks.",
		Suspects: []string{"com-return-auth-if-denied-set", "com-failed-logon-user-not-logged"},
		judge:    judgeProxyRefusal,
	},
	{
		ID: "denied-after-authentication", Severity: Medium,
		Title: "A user who is known to the proxy is asked for credentials where a rule denies",
		Next: "No credentials help here: a rule denies this user. Look at the rule that the web proxy log names, and at " +
			"ReturnAuthRequiredIfAuthUserDenied, which turns the denial page into a prompt.",
		Suspects: []string{"com-return-auth-if-denied-with-deny-all", "com-return-auth-if-denied-set"},
		judge:    judgeDeniedAfterLogon,
	},
	{
		ID: "denied-by-policy", Severity: Low,
		Title: "The policy of the proxy denied the request",
		Next:  "Authentication is not the matter. The web proxy log names the rule; look at its order, its user sets and its destinations.",
		judge: judgeDenied,
	},
	{
		ID: "ntlm-keepalive-off", Severity: High,
		Title: "NTLM is asked for on a connection that does not stay open",
		Next: "NTLM needs one connection for its three messages. Switch HTTP keep-alives on at the side that closes, or look for the device between " +
			"that speaks HTTP 1.0 or adds Connection: close.",
		Suspects: []string{"com-integrated-auth-per-request", "com-keepalive-timeout", "com-connect-cache-zero"},
		judge:    judgeKeepAlive,
	},
	{
		ID: "ntlm-connection-closed", Severity: High,
		Title: "The connection was closed in the middle of an NTLM handshake",
		Next: "Look at what closes: keep-alive settings and idle times of the server and of every proxy, load balancer and firewall between, " +
			"and capture at both sides of them.",
		Suspects: []string{"com-integrated-auth-per-request", "com-keepalive-timeout", "com-connect-cache-zero"},
		judge:    judgeClosed,
	},
	{
		ID: "ntlm-connection-switched", Severity: High,
		Title: "The NTLM handshake went on over another connection",
		Next: "The answer to a challenge is good on the connection of the challenge only. Look for a load balancer or a chained proxy that spreads the " +
			"requests of one connection, for NLB or CARP without affinity, and for a client that retries on a new connection.",
		Suspects: []string{"com-dont-mark-session-private", "com-connect-cache-zero"},
		judge:    judgeSwitched,
	},
	{
		ID: "ntlm-without-challenge", Severity: Medium,
		Title: "The start of an NTLM handshake is answered without a challenge",
		Next: "Something drops the connection or the header behind the server's back, or the server does not take NTLM after all: look at keep-alive " +
			"of the server, at its authentication providers, and for proxies that cannot carry NTLM.",
		Suspects: []string{"com-integrated-auth-per-request", "com-connect-cache-zero"},
		judge:    judgeUnchallenged,
	},
	{
		ID: "kerberos-refused", Severity: Medium,
		Title: "A Kerberos ticket was refused",
		Next: "Look at the SPN in the token: it must be registered once, for the account that runs the service (setspn -Q); an address or a cluster name " +
			"has its own. Then at the clocks, and at KRB_AP_ERR_MODIFIED (event 4) on the client.",
		Suspects: []string{"com-kcd-fqdn-ticket"},
		judge:    judgeKerberosRefused,
	},
	{
		ID: "kerberos-fell-back-to-ntlm", Severity: Medium,
		Title: "Kerberos was refused and the client went on with NTLM",
		Next: "The users get in, but every logon goes to a domain controller and delegation is not possible. Look at the SPN in the refused token, " +
			"at duplicate SPNs, and at the name that the clients use.",
		Suspects: []string{"com-kcd-fqdn-ticket"},
		judge:    judgeFallback,
	},
	{
		ID: "double-hop", Severity: Medium,
		Title: "A logon that works for the first server does not work behind it",
		Next: "NTLM cannot be passed on to another server. Use Kerberos with delegation (constrained, with SPNs for the server behind), or Basic " +
			"over TLS where that is acceptable.",
		Suspects: []string{"com-kcd-fqdn-ticket"},
		judge:    judgeDoubleHop,
	},
	{
		ID: "logon-failed", Severity: High,
		Title: "The site refused complete credentials",
		Next: "The user or the password is wrong, the account is locked or expired, or lacks the right to log on from the network: the security log of " +
			"the site's server or of its domain controller tells (events 4625, 4771, 4776; 529 to 539 on older systems).",
		judge: judgeLogonFailed,
	},
	{
		ID: "method-not-enabled", Severity: Medium,
		Title: "The site takes none of the ways in which the client can authenticate (401.2)",
		Next: "Look at the authentication methods of the URL (AuthFlags, windowsAuthentication) and at HTTP keep-alive of the site: without it, NTLM " +
			"ends in 401.2 again and again.",
		judge: judgeStatus(401, 2),
	},
	{
		ID: "acl-denied", Severity: Medium,
		Title: "The user is known, but may not read the file (401.3)",
		Next:  "Look at the permissions of the file, of its directory and of the default documents for this user.",
		judge: judgeStatus(401, 3),
	},
	{
		ID: "filter-denied", Severity: Medium,
		Title: "An ISAPI filter of the site refused the logon (401.4)",
		Next:  "Look at the filters of the site and their own logs; the forms of OWA are one.",
		judge: judgeStatus(401, 4),
	},
	{
		ID: "application-denied", Severity: Medium,
		Title: "The application itself refused the logon (401.5)",
		Next:  "Look at the ISAPI or CGI application of the URL, not at IIS.",
		judge: judgeStatus(401, 5),
	},
	{
		ID: "url-authorization-denied", Severity: Medium,
		Title: "The URL authorization policy denies the user (401.7)",
		Next:  "Look at the URL authorization rules of the site for this user.",
		judge: judgeStatus(401, 7),
	},
	{
		ID: "tls-required", Severity: Low,
		Title: "The site wants TLS (403.4, 403.5)",
		Next:  "Publish the site over HTTPS, or let the bridging use it.",
		judge: judgeStatus(403, 4, 5),
	},
	{
		ID: "client-certificate-refused", Severity: Medium,
		Title: "The site wants another client certificate or none at all came (403.7, 403.12, 403.13, 403.16, 403.17)",
		Next: "Look at the client certificate, its issuer, its validity and the revocation list. A proxy that ends TLS cannot pass a client " +
			"certificate on.",
		Suspects: []string{"com-crl-client-off"},
		judge:    judgeStatus(403, 7, 12, 13, 16, 17),
	},
	{
		ID: "https-inspection-failed", Severity: Medium,
		Title: "The proxy could not speak TLS with the site (0x80090326)",
		Next: "Sites that ask for a client certificate fail behind HTTPS inspection, even excluded ones: see the article for -2146893018 and its script, " +
			"which needs TMG SP1.",
		judge: judgeInspection,
	},
	{
		ID: "connect-refused", Severity: High,
		Title:    "The proxy does not allow CONNECT to this port",
		Next:     "Look at the tunnel port ranges of the array, which the console does not show. A port that is needed gets a range of its own.",
		Suspects: []string{"com-tunnel-port-443-missing", "com-tunnel-port-invalid"},
		judge:    judgeConnect,
	},
	{
		ID: "settings-need-credentials", Severity: Medium,
		Title:    "The proxy asks for credentials for its own configuration script",
		Next:     "Clients fetch wpad.dat and wspad.dat without credentials. Set SkipAuthenticationForRoutingInformation, or let the listener not ask for all.",
		Suspects: []string{"com-skip-auth-routing-missing", "auth-require-all-network"},
		judge:    judgeSettings,
	},
	{
		ID: "service-without-credentials", Severity: Medium,
		Title: "A service that cannot authenticate is asked for credentials",
		Next: "Programs without a user cannot answer 407. Allow their destinations with a rule for all users above the rules that need users, and do " +
			"not let the listener require authentication for all.",
		Suspects: []string{"auth-require-all-network"},
		judge:    judgeServices,
	},
	{
		ID: "proxy-support-missing", Severity: Medium,
		Title: "A challenge for Negotiate or NTLM came through a proxy that does not say that it can carry it",
		Next: "RFC 4559, 6: clients may ignore Negotiate behind a proxy without Proxy-Support: Session-Based-Authentication. Look for a proxy or device " +
			"between that takes the header out or does not know it.",
		judge: judgeProxySupport,
	},
	{
		ID: "basic-in-clear", Severity: High,
		Title:    "A password crossed the wire in clear",
		Next:     "Everybody who can capture here has the password. Use Basic over TLS only, or another method; then change the passwords that were seen.",
		Suspects: []string{"com-basic-over-http-allowed"},
		judge:    judgeBasic,
	},
	{
		ID: "anonymous-ntlm", Severity: Medium,
		Title: "A client logs on with NTLM as nobody",
		Next: "The authenticate message has no user: a service without credentials of its own, a machine outside of the domain, or a second hop whose " +
			"user could not be passed on.",
		judge: judgeAnonymous,
	},
	{
		ID: "site-reauthenticates", Severity: Low,
		Title: "The site asks again on connections that NTLM has authenticated",
		Next: "On IIS look at authPersistSingleRequest (IIS 7 and later) or AuthPersistence (IIS 6); for a published site at the web listener. They " +
			"have the same words as the proxy's property and mean the site's own connections.",
		Suspects: []string{"com-integrated-auth-per-request-publishing"},
		judge:    judgeSiteReauthentication,
	},
	{
		ID: "unanswered", Severity: Info,
		Title: "A challenge was not answered",
		Next:  "The user may have given up, the client may not know the schemes that were offered, or the capture ends here.",
		judge: judgeUnanswered,
	},
	{
		ID: "user-not-logged", Severity: Info,
		Title:    "The web proxy log does not name the user of failed logons",
		Next:     "Switch LogUsernameForFailedAuthentication on to see whose logons fail.",
		Suspects: []string{"com-failed-logon-user-not-logged"},
		judge:    judgeUserNotLogged,
	},
	{
		ID: "negotiate-used-ntlm", Severity: Info,
		Title: "Negotiate was used with NTLM, never with Kerberos",
		Next: "That works. Where Kerberos is expected, look at the name that the clients use (a plain address gets no ticket), at its SPN, and whether " +
			"the client is in the domain.",
		judge: judgeNegotiateNTLM,
	},
	{
		ID: "healthy-per-request", Severity: Info,
		Title: "Every request brings its own token and is accepted",
		Next:  "Nothing is wrong: Kerberos may be asked for with every request (Persistent-Auth: false).",
		judge: judgeHealthyPerRequest,
	},
	{
		ID: "healthy-kerberos", Severity: Info,
		Title: "Kerberos works: one challenge at most, one token",
		Next:  "Nothing is wrong: the 401 or 407 before the token is part of it.",
		judge: judgeHealthy(MechKerberos),
	},
	{
		ID: "healthy-ntlm", Severity: Info,
		Title: "NTLM works: two challenges at most on one connection",
		Next:  "Nothing is wrong: the two answers with 401 or 407 are part of it.",
		judge: judgeHealthy(MechNTLM),
	},
	{
		ID: "healthy-digest", Severity: Info,
		Title: "Digest works",
		Next:  "Nothing is wrong.",
		judge: judgeHealthy(MechDigest),
	},
	{
		ID: "healthy-logon", Severity: Info,
		Title: "Clients log on after being asked",
		Next:  "Nothing is wrong: a log shows one or two answers with 401 or 407 before every first success.",
		judge: judgeHealthyLog,
	},
}
