package trace

import "fmt"

// judgeStatus finds requests that ended with one of these sub-status codes of
// IIS: nothing came for the same client and address afterwards. In between they
// are normal: an NTLM logon shows 401.2, then 401.1, then 200.
func judgeStatus(status int, subs ...int) func(*model) []finding {
	return func(m *model) []finding {
		final := m.finals()
		counts := map[string]int{}
		return m.pick(func(e *Exchange) bool {
			if e.Status != status || e.SubStatus == 0 || !containsInt(subs, e.SubStatus) || final[pageOf(e)] != outcomeOf(e) {
				return false
			}
			counts[pageOf(e)]++
			return conclusive(e, counts[pageOf(e)])
		}, func(key clientHost, list []*Exchange) string {
			e := list[len(list)-1]
			return fmt.Sprintf("%s ended with %d.%d at %s (%s)%s", e.URL, e.Status, e.SubStatus, key.host, times(len(list), "request"), win32Text(e))
		})
	}
}

// conclusive reports whether the nth such answer in a row means something: the
// first 401.2 is what every logon starts with, and so is a 401.1 without an error
// of the logon itself.
func conclusive(e *Exchange, n int) bool {
	switch {
	case e.Status == 401 && e.SubStatus == 2:
		return n >= 2
	case e.Status == 401 && e.SubStatus == 1 && e.Log != nil:
		return n >= 2 || e.Log.Win32 != 0 && e.Log.Win32 != noCredentials
	}
	return true
}

func containsInt(list []int, v int) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

func pageOf(e *Exchange) string {
	return e.Connection.ClientHost() + "\n" + e.Host + "\n" + e.URL
}

func outcomeOf(e *Exchange) int { return e.Status*100 + e.SubStatus }

// finals is the last outcome for each client and address.
func (m *model) finals() map[string]int {
	last := map[string]int{}
	for _, e := range m.Exchanges {
		if e.Status != 0 {
			last[pageOf(e)] = outcomeOf(e)
		}
	}
	return last
}

// noCredentials is SEC_E_NO_CREDENTIALS as IIS logs it in the middle of a logon.
const noCredentials = 2148074254

// win32Names are the values of sc-win32-status that tell why a logon failed.
var win32Names = map[uint32]string{
	5:             "access denied",
	1326:          "unknown user or bad password",
	1327:          "account restriction, such as a blank password",
	1328:          "logon outside of the allowed hours",
	1329:          "logon not allowed from this workstation",
	1330:          "password expired",
	1331:          "account disabled",
	1385:          "no right to log on from the network",
	1793:          "account expired",
	1907:          "password must be changed first",
	1909:          "account locked out",
	2148074248:    "SEC_E_INVALID_TOKEN",
	2148074252:    "SEC_E_LOGON_DENIED",
	2148074257:    "SEC_E_NO_AUTHENTICATING_AUTHORITY: no domain controller answers",
	2148074310:    "SEC_E_WRONG_PRINCIPAL: the SPN belongs to another account",
	noCredentials: "SEC_E_NO_CREDENTIALS",
}

func win32Text(e *Exchange) string {
	if e.Log == nil || e.Log.Win32 == 0 {
		return ""
	}
	return "; Windows " + Win32Name(e.Log.Win32)
}

// Win32Name is a value of sc-win32-status with its meaning, where it is known:
// "error 1326, unknown user or bad password".
func Win32Name(code uint32) string {
	if n := win32Names[code]; n != "" {
		return fmt.Sprintf("error %d, %s", code, n)
	}
	return fmt.Sprintf("error %d", code)
}

// judgeProxyLog finds clients in a web proxy log that are asked more often than a
// logon needs, without a success and without a user. NTLM is asked twice.
func judgeProxyLog(m *model) []finding {
	if m.Format != FormatProxyLog {
		return nil
	}
	runs := m.anonymousRuns()
	return m.pick(func(e *Exchange) bool { return runs[e] }, func(key clientHost, list []*Exchange) string {
		return fmt.Sprintf("%s was asked for credentials at %s %s in a row, without a success", key.client, key.host, times(len(list), "time"))
	})
}

// anonymousRuns are the demands for credentials of clients that get nothing else.
func (m *model) anonymousRuns() map[*Exchange]bool {
	const enough = 3
	runs := map[*Exchange]bool{}
	for _, key := range m.pairs {
		var run []*Exchange
		for _, e := range m.byPair[key] {
			switch {
			case e.asked(Proxy) && e.Log.User == "" && !e.isService() && !e.isSettings():
				run = append(run, e)
			case !e.asked(Proxy):
				run = nil
			}
		}
		if len(run) >= enough && !m.inLoop[run[0]] {
			for _, e := range run {
				runs[e] = true
			}
		}
	}
	return runs
}

// judgeDeniedLog finds demands for credentials from users whom the log names:
// they were authenticated, and a rule denied.
func judgeDeniedLog(m *model) []finding {
	return m.pick(func(e *Exchange) bool { return e.asked(Proxy) && e.Log.User != "" && !m.inLoop[e] }, func(key clientHost, list []*Exchange) string {
		rule := ""
		if r := list[0].Log.Rule; r != "" {
			rule = " by rule " + quote(r)
		}
		return fmt.Sprintf("%s was authenticated and asked for credentials again%s at %s%s", quote(list[0].Log.User), rule, key.host, often(len(list)))
	})
}

func judgeUserNotLogged(m *model) []finding {
	if m.Format != FormatProxyLog {
		return nil
	}
	return judgeProxyLog(m)
}

// judgeHealthyLog finds clients in a log that were asked and then let in by name.
func judgeHealthyLog(m *model) []finding {
	if !m.Format.isLog() {
		return nil
	}
	logons := map[*Exchange]bool{}
	for _, key := range m.pairs {
		var asked []*Exchange
		for _, e := range m.byPair[key] {
			switch {
			case (e.asked(Site) || e.asked(Proxy)) && e.Log.User == "":
				asked = append(asked, e)
			case e.succeeded() && e.Log.User != "" && len(asked) > 0 && len(asked) <= 2:
				for _, a := range append(asked, e) {
					logons[a] = true
				}
				asked = nil
			default:
				asked = nil
			}
		}
	}
	return m.pick(func(e *Exchange) bool { return logons[e] && !m.inLoop[e] }, func(key clientHost, list []*Exchange) string {
		return fmt.Sprintf("%s logs on at %s as %s", key.client, key.host, quote(list[len(list)-1].Log.User))
	})
}
