' Stand-ins for the COM model of the product, with the members that scripts use.
' The engine of the tests lacks ChrW and AscW, which the real one has: these show
' by <number> that a character was asked for.
Function ChrW(unit)
  ChrW = "<" & unit & ">"
End Function

Function AscW(c)
  AscW = Asc(c)
End Function

Class StandInItems
  Private held
  Private Sub Class_Initialize()
    Set held = CreateObject("Scripting.Dictionary")
  End Sub
  Public Sub Hold(o)
    held.Add held.Count + 1, o
  End Sub
  Public Property Get Count()
    Count = held.Count
  End Property
  Public Function Item(index)
    Set Item = held.Item(index)
  End Function
End Class

Class StandInListener
  Public Port
  Public Integrated
  Public Property Get TCPPort()
    TCPPort = Port
  End Property
  Public Property Let TCPPort(value)
    WScript.Echo "SET TCPPort " & value
    Port = value
  End Property
  Public Property Get IntegratedAuthPersistSingleRequest()
    IntegratedAuthPersistSingleRequest = Integrated
  End Property
  Public Property Let IntegratedAuthPersistSingleRequest(value)
    WScript.Echo "SET IntegratedAuthPersistSingleRequest " & value
    If worldMode <> "stubborn" Then
      Integrated = value
    End If
  End Property
End Class

Class StandInNetwork
  Public PersistentName
  Public WebListenerProperties
  Public Label
  Public Property Get Name()
    Name = Label
  End Property
  Public Property Let Name(value)
    WScript.Echo "SET Name [" & value & "]"
    Label = value
  End Property
  Public Sub Save(reset, reload)
    If worldMode = "save fails" Then
      Err.Raise vbObjectError + 99, "stand-in", "the disk is full"
    End If
    WScript.Echo "SAVED network " & reset & " " & reload & " " & WebListenerProperties.Port & " " & WebListenerProperties.Integrated & " [" & Label & "]"
    If worldMode = "second save fails" Then
      worldMode = "save fails"
    End If
  End Sub
  Public Function GetServiceRestartMask()
    If worldMode = "no mask" Then
      Err.Raise 438, "stand-in", "no such method"
    End If
    GetServiceRestartMask = 1
  End Function
End Class

Class StandInConfiguration
  Public Networks
End Class

Class StandInArray
  Public PersistentName
  Public Name
  Public NetworkConfiguration
End Class

Class StandInRoot
  Private all
  Public Property Get Arrays()
    If worldMode = "standard edition" Then
      Err.Raise 70, "stand-in", "permission denied"
    End If
    Set Arrays = all
  End Property
  Public Sub Hold(items)
    Set all = items
  End Sub
  Public Function GetContainingArray()
    If worldMode <> "standard edition" Then
      Err.Raise 438, "stand-in", "no such method"
    End If
    Set GetContainingArray = all.Item(1)
  End Function
End Class

Function StandInNetworkOf(id, label, integrated, port)
  Dim n
  Set n = New StandInNetwork
  n.PersistentName = id
  n.Label = label
  Set n.WebListenerProperties = New StandInListener
  n.WebListenerProperties.Port = port
  n.WebListenerProperties.Integrated = integrated
  Set StandInNetworkOf = n
End Function

Function StandInArrayOf(id, name, networks)
  Dim a
  Set a = New StandInArray
  a.PersistentName = id
  a.Name = name
  Set a.NetworkConfiguration = New StandInConfiguration
  Set a.NetworkConfiguration.Networks = networks
  Set StandInArrayOf = a
End Function

Function OpenRoot()
  Dim networks
  Dim arrays
  Set networks = New StandInItems
  networks.Hold StandInNetworkOf("{F129EACF-778B-44FE-B339-5B752D7220A3}", "External", True, 1)
  networks.Hold StandInNetworkOf(WorldNetwork(), WorldName(), WorldIntegrated(), WorldPort())
  Set arrays = New StandInItems
  arrays.Hold StandInArrayOf(WorldArray(), "ARRAY1", networks)
  arrays.Hold StandInArrayOf("{00000000-0000-0000-0000-000000000001}", "ARRAY2", New StandInItems)
  Set OpenRoot = New StandInRoot
  OpenRoot.Hold arrays
End Function
