using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual device</c>: everything about devices.</summary>
internal sealed class DeviceCommand : ConsoleCommand
{
    public DeviceCommand(Terminal terminal, CommonOptions common)
        : base("device", "Shows and drains the devices that experiments run on.", "counterfactual device list")
    {
        Add(new DeviceListCommand(terminal, common));
        Add(new DeviceDrainCommand(terminal, common));
    }
}
