' Stand-ins for the COM model of the product and for the console. The engine of
' the tests lacks AscW, which the real one has.
Function AscW(c)
  AscW = Asc(c)
End Function

Dim asked

Function AskHidden(question)
  asked = asked + 1
  WScript.Echo "ASKED " & question
  AskHidden = WorldFirst
  If asked = 2 Then
    AskHidden = WorldSecond
  End If
End Function

' Writes what it was asked for instead of an export.
Sub StandInExport(label, path, optionalData, password, comment)
  Dim files
  Dim stream
  Set files = CreateObject("Scripting.FileSystemObject")
  If WorldMode <> "no file" Then
    Set stream = files.CreateTextFile(path, False)
    If WorldMode <> "empty file" Then
      stream.Write label & "|" & optionalData & "|" & password & "|" & comment
    End If
    stream.Close
  End If
  If WorldMode = "export fails" Then
    Err.Raise vbObjectError + 99, "stand-in", "the disk is full"
  End If
End Sub

Class StandInArray
  Public Name
  Public Sub ExportToFile(path, optionalData, password, comment)
    StandInExport Name, path, optionalData, password, comment
  End Sub
End Class

Class StandInItems
  Private held
  Private Sub Class_Initialize()
    Set held = CreateObject("Scripting.Dictionary")
  End Sub
  Public Sub Hold(name)
    Dim a
    Set a = New StandInArray
    a.Name = name
    held.Add held.Count + 1, a
  End Sub
  Public Property Get Count()
    Count = held.Count
  End Property
  Public Function Item(index)
    Set Item = held.Item(index)
  End Function
End Class

Class StandInRoot
  Public Property Get Arrays()
    If WorldArrays = "" Then
      Err.Raise 70, "stand-in", "permission denied"
    End If
    Dim name
    Set Arrays = New StandInItems
    For Each name In Split(WorldArrays, ";")
      Arrays.Hold name
    Next
  End Property
  Public Function GetContainingArray()
    If WorldOwn = "" Then
      Err.Raise 53, "stand-in", "the system cannot find the file specified"
    End If
    Set GetContainingArray = New StandInArray
    GetContainingArray.Name = WorldOwn
  End Function
  Public Sub ExportToFile(path, optionalData, password, comment)
    StandInExport "ENTERPRISE", path, optionalData, password, comment
  End Sub
End Class

Function OpenRoot()
  Set OpenRoot = New StandInRoot
End Function
