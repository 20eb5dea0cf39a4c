' rollback.vbs - takes back the corrections that apply.vbs made.
' Written by tmgaudit for the export "founding-case.xml".
'
' Run it in an elevated command prompt on the ISA Server or Forefront TMG host,
' with an account that may change the array. First see what it would do:
'
'     cscript //nologo rollback.vbs /dryrun
'     cscript //nologo rollback.vbs
'
' Every value is read and printed first. Where one is neither the expected nor the
' wanted value, or an object is missing, nothing is changed at all. It restarts no
' service; it prints which ones must be.
'
'     /dryrun     say what would be changed, change nothing
'     /log:FILE   log file; otherwise rollback.log beside this script
'     /byname     accept an array of the same name although its PersistentName
'                 differs, for an array that was set up anew
'
' Exit code: 0 everything is as wanted, 1 an error, 2 wrong usage.
Option Explicit
Const ScriptTitle = "rollback.vbs"
Const LogName = "rollback.log"
Const StepCount = 1
Const SkippedCount = 0

' The root of the administration COM model.
Function OpenRoot()
  Set OpenRoot = CreateObject("FPC.Root")
End Function

' All steps in order. change is False to look only.
Sub EachStep(change)
  RunStep 1, New Step1, change
End Sub

' Step 1: the property IntegratedAuthPersistSingleRequest of a FPCWebListenerProperties.
Class Step1
  Public Target ' has the property
  Public Keeper ' is saved

  Public Function Title()
    Dim s
    s = "Arrays/ARRAY1/NetConfig/Networks/Internal/WebListenerProperties"
    Title = s
  End Function

  Public Function PropertyName()
    Dim s
    s = "FPCWebListenerProperties.IntegratedAuthPersistSingleRequest"
    PropertyName = s
  End Function

  Public Function Kind()
    Dim s
    s = "boolean"
    Kind = s
  End Function

  Public Function OldValue()
    OldValue = False
  End Function

  Public Function NewValue()
    NewValue = True
  End Function

  Public Sub Find()
    Dim id, label
    Dim at0
    Dim at1
    Dim at2
    Dim at3
    Dim at4
    id = "{114AEA39-7E20-416F-8516-60C348008025}"
    label = "ARRAY1"
    Set at0 = OpenArray(id, label)
    Set at1 = at0.NetworkConfiguration
    Set at2 = at1.Networks
    id = "{4E32B556-0FAF-4A27-9111-085F679EDC9B}"
    label = "Internal"
    Set at3 = ItemOf(at2, id, label)
    Set at4 = at3.WebListenerProperties
    Set Target = at4
    ' Saved is the FPCNetwork, 1 above: the nearest that has the methods of FPCPersist.
    Set Keeper = at3
  End Sub

  Public Function Current()
    Current = Target.IntegratedAuthPersistSingleRequest
  End Function

  Public Sub Change(value)
    Target.IntegratedAuthPersistSingleRequest = value
  End Sub
End Class

' ---------------------------------------------------------------------------
' From here on the script is the same for every export.

Dim dryRun        ' look only
Dim byName        ' accept an array of the same name
Dim logPath       ' "" for the default
Dim logFile       ' open text stream, or Empty
Dim failure       ' what went wrong; "" so far
Dim usageFault    ' failure is a wrong argument
Dim root          ' what OpenRoot returned
Dim openStorage   ' PersistentName of the array in openArrayObject
Dim openArrayObject
Dim doneSteps     ' numbers of the steps that changed and saved something
Dim doneCount
Dim rightCount    ' steps whose value was right before
Dim restartBits   ' services that must be restarted: bits of FpcServices
Dim restartKnown  ' every GetServiceRestartMask succeeded

Main
If failure = "" Then
  WScript.Quit 0
ElseIf usageFault Then
  WScript.Quit 2
Else
  WScript.Quit 1
End If

' Does all the work and never raises an error: without this, the host would end
' the script with an exit code that says nothing.
Sub Main()
  On Error Resume Next
  failure = ""
  Work
  If Err.Number <> 0 Then
    Fail "an error that was not expected: " & ErrorText()
  End If
  Report
  If Not IsEmpty(logFile) Then
    logFile.Close
  End If
End Sub

Sub Work()
  doneSteps = ""
  doneCount = 0
  rightCount = 0
  restartBits = 0
  restartKnown = True
  ReadArguments
  If failure <> "" Then Exit Sub
  OpenLog
  If failure <> "" Then Exit Sub
  Say ScriptTitle & ": " & StepCount & " change(s)" & DryRunNote()
  If SkippedCount > 0 Then
    Say SkippedCount & " change(s) of the corrected file are not in this script; import them."
  End If
  Connect
  If failure <> "" Then Exit Sub
  EachStep False
  If failure <> "" Or dryRun Or rightCount = StepCount Then Exit Sub
  EachStep True
End Sub

Function DryRunNote()
  DryRunNote = ""
  If dryRun Then
    DryRunNote = ", dry run: nothing is changed"
  End If
End Function

' --- Arguments and log -----------------------------------------------------

Sub ReadArguments()
  Dim i
  Dim argument
  dryRun = False
  byName = False
  logPath = ""
  usageFault = False
  If LCase(Right(WScript.FullName, 11)) <> "cscript.exe" Then
    Misuse "run it with cscript: cscript //nologo " & WScript.ScriptName
    Exit Sub
  End If
  For i = 0 To WScript.Arguments.Count - 1
    argument = WScript.Arguments.Item(i)
    If LCase(argument) = "/dryrun" Then
      dryRun = True
    ElseIf LCase(argument) = "/byname" Then
      byName = True
    ElseIf LCase(Left(argument, 5)) = "/log:" And Len(argument) > 5 Then
      logPath = Mid(argument, 6)
    Else
      Misuse "unknown argument " & argument & "; allowed are /dryrun, /byname and /log:FILE"
      Exit Sub
    End If
  Next
End Sub

Sub Misuse(text)
  usageFault = True
  Fail text
End Sub

' The log is UTF-16, as names may be in any script, and is added to.
Sub OpenLog()
  On Error Resume Next
  Dim files
  Dim stream
  Set files = CreateObject("Scripting.FileSystemObject")
  If logPath = "" Then
    logPath = files.BuildPath(files.GetParentFolderName(WScript.ScriptFullName), LogName)
  End If
  Set stream = files.OpenTextFile(logPath, 8, True, -1)
  If Err.Number <> 0 Then
    Fail "the log file " & logPath & " cannot be opened (" & ErrorText() & "); name another with /log:FILE"
    Exit Sub
  End If
  Set logFile = stream
End Sub

' Prints and logs a line. A log that cannot be written is an error: what was
' changed must be on record.
Sub Say(text)
  On Error Resume Next
  Dim plainText
  plainText = Plain(text)
  WScript.Echo plainText
  Err.Clear
  If Not IsEmpty(logFile) Then
    logFile.WriteLine Stamp() & " " & plainText
    If Err.Number <> 0 And failure = "" Then
      failure = "the log file " & logPath & " cannot be written"
      WScript.Echo "ERROR: " & Plain(failure)
    End If
  End If
End Sub

' Keeps the first failure: the others follow from it.
Sub Fail(text)
  If failure = "" Then
    failure = text
    Say "ERROR: " & text
  End If
End Sub

Function ErrorText()
  ErrorText = "error 0x" & Hex(Err.Number) & " " & Trim(Err.Description)
End Function

Function Stamp()
  Dim t
  t = Now
  Stamp = Year(t) & "-" & TwoDigits(Month(t)) & "-" & TwoDigits(Day(t)) & " " & TwoDigits(Hour(t)) & ":" & TwoDigits(Minute(t)) & ":" & TwoDigits(Second(t))
End Function

Function TwoDigits(n)
  TwoDigits = Right("0" & n, 2)
End Function

' Text for the console: characters that would control it become a question mark.
Function Plain(text)
  Dim i
  Dim code
  Dim c
  Dim s
  s = ""
  For i = 1 To Len(text)
    c = Mid(text, i, 1)
    code = AscW(c)
    If code < 0 Then
      code = code + 65536
    End If
    If code < 32 Or (code >= 127 And code < 160) Or (code >= 8203 And code <= 8207) Or (code >= 8232 And code <= 8238) Or (code >= 8288 And code <= 8303) Or code = 65279 Then
      c = "?"
    End If
    s = s & c
  Next
  Plain = s
End Function

' --- Objects ---------------------------------------------------------------

Sub Connect()
  On Error Resume Next
  Set root = OpenRoot()
  If Err.Number <> 0 Then
    Fail "FPC.Root cannot be created (" & ErrorText() & "); run this script on the ISA Server or Forefront TMG host, in an elevated prompt"
  End If
End Sub

' The array with a PersistentName. Another array is never taken for it, not even
' one of the same name, unless /byname asks for that.
Function OpenArray(storageName, arrayName)
  Dim found
  If storageName <> openStorage Or IsEmpty(openArrayObject) Then
    Set found = FindArray(storageName, False)
    If found Is Nothing And byName Then
      Set found = FindArray(arrayName, True)
      If Not found Is Nothing Then
        Say "NOTE: the array " & arrayName & " has the PersistentName " & found.PersistentName & ", in the export it is " & storageName & "; taken because of /byname"
      End If
    End If
    If found Is Nothing Then
      Err.Raise vbObjectError + 1, ScriptTitle, "there is no array with the PersistentName " & storageName & " (" & arrayName & "); if the array was set up anew, /byname takes the one of the same name"
    End If
    openStorage = storageName
    Set openArrayObject = found
  End If
  Set OpenArray = openArrayObject
End Function

' The only array whose PersistentName, or whose name, is wanted; Nothing when
' there is none. Standard Edition gives access to its array by
' GetContainingArray only, so that is tried first.
Function FindArray(wanted, useName)
  Dim found
  Dim candidate
  Dim all
  Dim i
  Set found = ContainingArray()
  If Not found Is Nothing Then
    If Not IsArrayNamed(found, wanted, useName) Then
      Set found = Nothing
    End If
  End If
  Set all = AllArrays()
  If Not all Is Nothing Then
    For i = 1 To all.Count
      Set candidate = all.Item(i)
      If IsArrayNamed(candidate, wanted, useName) Then
        If found Is Nothing Then
          Set found = candidate
        ElseIf LCase(found.PersistentName) <> LCase(candidate.PersistentName) Then
          Err.Raise vbObjectError + 2, ScriptTitle, "several arrays are called " & wanted
        End If
      End If
    Next
  End If
  Set FindArray = found
End Function

Function IsArrayNamed(candidate, wanted, useName)
  If useName Then
    IsArrayNamed = (LCase(candidate.Name) = LCase(wanted))
  Else
    IsArrayNamed = (LCase(candidate.PersistentName) = LCase(wanted))
  End If
End Function

Function ContainingArray()
  On Error Resume Next
  Dim found
  Set found = root.GetContainingArray()
  If Err.Number <> 0 Or Not IsObject(found) Then
    Err.Clear
    Set found = Nothing
  End If
  Set ContainingArray = found
End Function

Function AllArrays()
  On Error Resume Next
  Dim all
  Set all = root.Arrays
  If Err.Number <> 0 Or Not IsObject(all) Then
    Err.Clear
    Set all = Nothing
  End If
  Set AllArrays = all
End Function

' The item of a collection with a PersistentName.
Function ItemOf(items, storageName, label)
  Dim i
  Dim candidate
  Dim found
  Set found = Nothing
  For i = 1 To items.Count
    Set candidate = items.Item(i)
    If LCase(candidate.PersistentName) = LCase(storageName) Then
      If Not found Is Nothing Then
        Err.Raise vbObjectError + 3, ScriptTitle, "several objects have the PersistentName " & storageName & " (" & label & ")"
      End If
      Set found = candidate
    End If
  Next
  If found Is Nothing Then
    Err.Raise vbObjectError + 4, ScriptTitle, "there is no object with the PersistentName " & storageName & " (" & label & ")"
  End If
  Set ItemOf = found
End Function

' --- Steps -----------------------------------------------------------------

' Looks at the value of a step and, when change is True, sets it where it is the
' old one. Does nothing once something has failed.
Sub RunStep(number, wantedStep, change)
  Dim state
  If failure <> "" Then Exit Sub
  state = StateOf(number, wantedStep, Not change)
  If failure <> "" Then Exit Sub
  If state = "new" Then
    If Not change Then
      rightCount = rightCount + 1
    End If
  ElseIf change Then
    SetAndSave number, wantedStep
  End If
End Sub

' Whether the property has its "old" or its "new" value; "" and a failure when
' neither, or when it cannot be read.
Function StateOf(number, wantedStep, talk)
  On Error Resume Next
  Dim value
  Dim oldText
  Dim newText
  StateOf = ""
  wantedStep.Find
  If Err.Number <> 0 Then
    Fail Where(number, wantedStep) & ": the object cannot be found: " & ErrorText()
    Exit Function
  End If
  value = Canonical(wantedStep.Kind, wantedStep.Current)
  If Err.Number <> 0 Then
    Fail Where(number, wantedStep) & ": the value cannot be read: " & ErrorText()
    Exit Function
  End If
  oldText = Canonical(wantedStep.Kind, wantedStep.OldValue)
  newText = Canonical(wantedStep.Kind, wantedStep.NewValue)
  If talk Then
    Say Where(number, wantedStep) & ": now " & Quoted(value)
  End If
  If value = newText Then
    StateOf = "new"
    If talk Then
      Say "  already " & Quoted(newText)
    End If
  ElseIf value = oldText Then
    StateOf = "old"
    If talk Then
      Say "  to be changed to " & Quoted(newText)
    End If
  Else
    Fail Where(number, wantedStep) & ": the value is " & Quoted(value) & ", neither the expected " & Quoted(oldText) & " nor the wanted " & Quoted(newText)
  End If
End Function

' Sets the property, asks what must restart (which counts unsaved changes, so
' before Save), saves without restarting anything, and reads the value again.
Sub SetAndSave(number, wantedStep)
  On Error Resume Next
  Dim value
  wantedStep.Change wantedStep.NewValue
  If Err.Number <> 0 Then
    Fail Where(number, wantedStep) & ": the value cannot be set: " & ErrorText()
    Exit Sub
  End If
  AskRestart wantedStep
  wantedStep.Keeper.Save False, True
  If Err.Number <> 0 Then
    Fail Where(number, wantedStep) & ": the change cannot be saved: " & ErrorText()
    Exit Sub
  End If
  doneSteps = doneSteps & " " & number
  doneCount = doneCount + 1
  wantedStep.Find
  value = Canonical(wantedStep.Kind, wantedStep.Current)
  If Err.Number <> 0 Or value <> Canonical(wantedStep.Kind, wantedStep.NewValue) Then
    Fail Where(number, wantedStep) & ": after Save the value is " & Quoted(value) & " " & ErrorText()
    Exit Sub
  End If
  Say Where(number, wantedStep) & ": changed to " & Quoted(value) & " and saved"
End Sub

Sub AskRestart(wantedStep)
  On Error Resume Next
  Dim bits
  bits = restartBits Or wantedStep.Keeper.GetServiceRestartMask()
  If Err.Number <> 0 Then
    restartKnown = False
    Err.Clear
  Else
    restartBits = bits
  End If
End Sub

Function Where(number, wantedStep)
  Where = "Step " & number & " of " & StepCount & ": " & wantedStep.Title & " " & wantedStep.PropertyName
End Function

' A value as text that is equal for values of one meaning: 1, -1, "1" and True are
' all the Boolean True. Raises an error for a value that is not of the kind.
Function Canonical(kind, value)
  Dim n
  If kind = "boolean" Then
    Canonical = CanonicalBoolean(value)
  ElseIf kind = "number" Then
    n = CDbl(value)
    If n > 2147483647 Then
      n = n - 4294967296
    End If
    Canonical = CStr(n)
  ElseIf IsNull(value) Then
    Canonical = ""
  Else
    Canonical = CStr(value)
  End If
End Function

Function CanonicalBoolean(value)
  Dim isTrue
  If VarType(value) = vbString Then
    isTrue = (value = "1" Or value = "-1" Or LCase(value) = "true")
    If Not isTrue And value <> "0" And LCase(value) <> "false" Then
      Err.Raise vbObjectError + 5, ScriptTitle, "the value " & value & " is no Boolean"
    End If
  Else
    isTrue = CBool(value)
  End If
  If isTrue Then
    CanonicalBoolean = "True"
  Else
    CanonicalBoolean = "False"
  End If
End Function

' A value for people, cut when it is very long.
Function Quoted(value)
  If Len(value) > 200 Then
    Quoted = "'" & Left(value, 200) & "...'"
  Else
    Quoted = "'" & value & "'"
  End If
End Function

' --- Report ----------------------------------------------------------------

Sub Report()
  On Error Resume Next
  If usageFault Then Exit Sub
  If failure <> "" Then
    ReportFailure
  ElseIf dryRun Then
    Say "Dry run: " & (StepCount - rightCount) & " change(s) to make, " & rightCount & " already right. Nothing was changed."
  Else
    Say "Done: " & doneCount & " changed, " & rightCount & " already right."
  End If
  If doneCount > 0 Then
    ReportRestart
  End If
End Sub

Sub ReportFailure()
  If doneCount = 0 Then
    Say "FAILED. Nothing was changed."
  Else
    Say "FAILED. Steps done before the error:" & doneSteps & ". Once the cause is removed, run this script again, or the other one to go back."
  End If
End Sub

' Bits of FpcServices: 1 Firewall, 2 Job Scheduler, 4 the log database.
Sub ReportRestart()
  Dim names
  names = ""
  If (restartBits And 1) <> 0 Then
    names = names & ", Microsoft Firewall"
  End If
  If (restartBits And 2) <> 0 Then
    names = names & ", Job Scheduler"
  End If
  If (restartBits And 4) <> 0 Then
    names = names & ", the log database (SQL Server)"
  End If
  If names <> "" Then
    Say "Must be restarted for the changes to take effect: " & Mid(names, 3) & "."
  ElseIf restartKnown Then
    Say "No service must be restarted."
  End If
  If Not restartKnown Then
    Say "The product did not say for every change what must be restarted; restart the Microsoft Firewall service when in doubt."
  End If
End Sub
