' Exports the configuration of ISA Server 2004/2006 or Forefront TMG 2010 to a
' file for tmgaudit. Run it on the firewall host, as an administrator of the
' product, in an elevated prompt:
'
'   cscript //nologo collect.vbs [/array:NAME | /enterprise] [/secrets]
'                                [/out:FOLDER] [/log:FILE]
'
'   /array:NAME   the array with this name, instead of the one of this host
'   /enterprise   the whole enterprise with all its arrays (Enterprise Edition)
'   /secrets      also passwords and shared secrets, encrypted with a password
'                 that is asked for; tmgaudit does not need them
'   /out:FOLDER   where the file goes; otherwise beside this script
'   /log:FILE     where the log goes; otherwise collect.log beside the file
'
' The file is called SERVER-YYYYMMDD-HHMMSS.xml. Nothing is overwritten, and the
' configuration is only read.
'
' Exit codes: 0 exported, 1 failed, 2 wrong usage.

Option Explicit

Const ScriptTitle = "tmgaudit collect"
Const LogName = "collect.log"

' FpcExportImportOptionalData
Const WithPasswords = 1
Const WithUserPermissions = 2
Const WithServerSpecific = 4
Const WithEnterpriseSpecific = 8

Const ShortestPassword = 8 ' of the product; a shorter one is refused

Dim arrayName     ' "" for the array of this host
Dim enterprise    ' the whole enterprise
Dim secrets       ' with passwords
Dim outFolder     ' "" for the folder of this script
Dim logPath       ' "" for the default
Dim logFile       ' open text stream, or Empty
Dim failure       ' what went wrong; "" so far
Dim usageFault    ' failure is a wrong argument
Dim root          ' what OpenRoot returned
Dim files         ' Scripting.FileSystemObject
Dim encryption    ' the password; never printed

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
  If failure <> "" And Not usageFault Then
    Say "FAILED. Nothing was exported."
  End If
  If Not IsEmpty(logFile) Then
    logFile.Close
  End If
End Sub

Sub Work()
  Dim path
  ReadArguments
  If failure <> "" Then Exit Sub
  Set files = CreateObject("Scripting.FileSystemObject")
  OpenFolder
  If failure <> "" Then Exit Sub
  OpenLog
  If failure <> "" Then Exit Sub
  path = files.BuildPath(outFolder, FileName(ServerName(), Now))
  If files.FileExists(path) Then
    Fail path & " exists and is not overwritten; run this script again"
    Exit Sub
  End If
  Connect
  If failure <> "" Then Exit Sub
  AskEncryption
  If failure <> "" Then Exit Sub
  ExportTo path
End Sub

' --- The product and the console -------------------------------------------

Function OpenRoot()
  Set OpenRoot = CreateObject("FPC.Root")
End Function

' A line that the user types. It is not shown where Windows has the component for
' that, which is XP and Server 2003 only.
Function AskHidden(question)
  On Error Resume Next
  Dim component
  WScript.StdOut.Write question
  Set component = CreateObject("ScriptPW.Password")
  If Err.Number = 0 Then
    AskHidden = component.GetPassword()
    WScript.StdOut.WriteLine
  Else
    Err.Clear
    AskHidden = WScript.StdIn.ReadLine
  End If
  If Err.Number <> 0 Then
    AskHidden = ""
  End If
End Function

' --- Arguments and log -----------------------------------------------------

Sub ReadArguments()
  Dim i
  arrayName = ""
  enterprise = False
  secrets = False
  outFolder = ""
  logPath = ""
  usageFault = False
  If LCase(Right(WScript.FullName, 11)) <> "cscript.exe" Then
    Misuse "run it with cscript: cscript //nologo " & WScript.ScriptName
    Exit Sub
  End If
  For i = 0 To WScript.Arguments.Count - 1
    ReadArgument WScript.Arguments.Item(i)
  Next
  If enterprise And arrayName <> "" Then
    Misuse "/enterprise and /array:NAME exclude each other; the enterprise holds all arrays"
  End If
End Sub

Sub ReadArgument(argument)
  Dim lower
  lower = LCase(argument)
  If lower = "/enterprise" Then
    enterprise = True
  ElseIf lower = "/secrets" Then
    secrets = True
  ElseIf Left(lower, 9) = "/secrets:" Then
    Misuse "/secrets takes no value: a password on the command line would be seen by others; it is asked for"
  ElseIf Left(lower, 7) = "/array:" And Len(argument) > 7 Then
    arrayName = Mid(argument, 8)
  ElseIf Left(lower, 5) = "/out:" And Len(argument) > 5 Then
    outFolder = Mid(argument, 6)
  ElseIf Left(lower, 5) = "/log:" And Len(argument) > 5 Then
    logPath = Mid(argument, 6)
  Else
    Misuse "unknown argument " & argument & "; allowed are /array:NAME, /enterprise, /secrets, /out:FOLDER and /log:FILE"
  End If
End Sub

Sub Misuse(text)
  usageFault = True
  Fail text
End Sub

Sub OpenFolder()
  On Error Resume Next
  If outFolder = "" Then
    outFolder = files.GetParentFolderName(WScript.ScriptFullName)
  Else
    outFolder = files.GetAbsolutePathName(outFolder)
  End If
  If Err.Number <> 0 Or Not files.FolderExists(outFolder) Then
    Misuse "the folder " & outFolder & " does not exist; create it first or name another with /out:FOLDER"
  End If
End Sub

' The log is UTF-16, as names may be in any script, and is added to.
Sub OpenLog()
  On Error Resume Next
  Dim stream
  If logPath = "" Then
    logPath = files.BuildPath(outFolder, LogName)
  End If
  Set stream = files.OpenTextFile(logPath, 8, True, -1)
  If Err.Number <> 0 Then
    Fail "the log file " & logPath & " cannot be opened (" & ErrorText() & "); name another with /log:FILE"
    Exit Sub
  End If
  Set logFile = stream
End Sub

' Prints and logs a line. A log that cannot be written is an error: what was done
' must be on record.
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

' --- Names -----------------------------------------------------------------

Function ServerName()
  Dim name
  name = CreateObject("WScript.Shell").ExpandEnvironmentStrings("%COMPUTERNAME%")
  If InStr(name, Chr(0)) > 0 Then ' some versions pad it
    name = Left(name, InStr(name, Chr(0)) - 1)
  End If
  ServerName = name
End Function

' SERVER-YYYYMMDD-HHMMSS.xml
Function FileName(server, t)
  FileName = server & "-" & Year(t) & TwoDigits(Month(t)) & TwoDigits(Day(t)) & "-" & TwoDigits(Hour(t)) & TwoDigits(Minute(t)) & TwoDigits(Second(t)) & ".xml"
End Function

' --- Objects ---------------------------------------------------------------

Sub Connect()
  On Error Resume Next
  Set root = OpenRoot()
  If Err.Number <> 0 Then
    Fail "FPC.Root cannot be created (" & ErrorText() & "); run this script on the ISA Server or Forefront TMG host, in an elevated prompt, with the cscript of System32"
  End If
End Sub

' What is exported, Nothing and a failure when it is not there. The root object
' stands for the enterprise with all its arrays.
Function Chosen()
  If enterprise Then
    Set Chosen = root
  ElseIf arrayName <> "" Then
    Set Chosen = ArrayNamed(arrayName)
  Else
    Set Chosen = ArrayOfHost()
  End If
End Function

' The array of this host. A host that only stores the configuration has none; the
' only array there is will do.
Function ArrayOfHost()
  Dim all
  Set ArrayOfHost = ContainingArray()
  If Not ArrayOfHost Is Nothing Then Exit Function
  Set all = AllArrays()
  If all Is Nothing Then
    Fail "this host has no array and its arrays cannot be listed; run this script as an administrator of the product"
  ElseIf all.Count = 1 Then
    Set ArrayOfHost = all.Item(1)
  Else
    Fail "this host has no array of its own; name one with /array:NAME: " & NamesOf(all)
  End If
End Function

Function ArrayNamed(wanted)
  Dim own
  Dim all
  Dim i
  Set ArrayNamed = Nothing
  Set own = ContainingArray()
  If Not own Is Nothing Then
    If LCase(own.Name) = LCase(wanted) Then
      Set ArrayNamed = own
      Exit Function
    End If
  End If
  Set all = AllArrays()
  If all Is Nothing Then
    Fail "the arrays cannot be listed; without /array:NAME the array of this host is exported"
    Exit Function
  End If
  For i = 1 To all.Count
    If LCase(all.Item(i).Name) = LCase(wanted) Then
      Set ArrayNamed = all.Item(i)
      Exit Function
    End If
  Next
  Fail "there is no array " & wanted & "; there are: " & NamesOf(all)
End Function

Function NamesOf(all)
  Dim i
  Dim s
  s = ""
  For i = 1 To all.Count
    s = s & ", " & all.Item(i).Name
  Next
  If s = "" Then
    s = ", none"
  End If
  NamesOf = Mid(s, 3)
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

' --- Export ----------------------------------------------------------------

' Asks twice: what is encrypted with a mistyped password is lost.
Sub AskEncryption()
  Dim again
  encryption = ""
  If Not secrets Then Exit Sub
  Say "The file will hold passwords and shared secrets, encrypted. What you type may be shown."
  encryption = AskHidden("Password for them, at least " & ShortestPassword & " characters: ")
  If Len(encryption) < ShortestPassword Then
    Fail "the password has fewer than " & ShortestPassword & " characters; the product refuses that"
    Exit Sub
  End If
  again = AskHidden("The same again: ")
  If again <> encryption Then
    Fail "the two passwords differ; run this script again"
  End If
End Sub

Sub ExportTo(path)
  On Error Resume Next
  Dim source
  Dim optionalData
  Dim label
  Set source = Chosen()
  If Err.Number <> 0 Then
    Fail "what is to be exported cannot be found: " & ErrorText()
  End If
  If failure <> "" Then Exit Sub
  optionalData = WithUserPermissions Or WithServerSpecific Or WithEnterpriseSpecific
  If secrets Then
    optionalData = optionalData Or WithPasswords
  End If
  label = LabelOf(source)
  Say "Exporting " & label & " to " & path & "; this can take minutes."
  Say "With user permissions, server-specific and enterprise-specific data" & SecretsNote() & " (OptionalData " & optionalData & ")."
  Err.Clear
  source.ExportToFile path, optionalData, encryption, "Exported by collect.vbs of tmgaudit"
  If Err.Number <> 0 Then
    Fail label & " cannot be exported: " & ErrorText()
    Discard path
    Exit Sub
  End If
  CheckFile path
End Sub

Function LabelOf(source)
  If enterprise Then
    LabelOf = "the enterprise"
  Else
    LabelOf = "array " & source.Name
  End If
End Function

Function SecretsNote()
  SecretsNote = ", without secrets"
  If secrets Then
    SecretsNote = ", with encrypted secrets"
  End If
End Function

' What a failed export left is no export. It was not there before.
Sub Discard(path)
  On Error Resume Next
  If files.FileExists(path) Then
    files.DeleteFile path
    If Err.Number <> 0 Then
      Say "The incomplete file " & path & " cannot be deleted; do not use it."
    End If
  End If
End Sub

Sub CheckFile(path)
  On Error Resume Next
  Dim size
  size = files.GetFile(path).Size
  If Err.Number <> 0 Or size = 0 Then
    Fail "the product reported success, but " & path & " is missing or empty"
    Discard path
    Exit Sub
  End If
  Say "Done: " & path & ", " & size & " bytes."
  If secrets Then
    Say "Keep the file and its password apart, and the file where only administrators can read it."
  End If
  Say "On a workstation: tmgaudit lint " & files.GetFileName(path)
End Sub
