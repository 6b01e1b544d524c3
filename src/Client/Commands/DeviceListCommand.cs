using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual device list</c>: what there is to run on, and what runs there.</summary>
internal sealed class DeviceListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;

    public DeviceListCommand(Terminal terminal, CommonOptions common)
        : base("list", "Lists the devices that this home has run on, and what runs on them now.", "counterfactual device list")
    {
        this.terminal = terminal;
        this.common = common;
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var devices = await connection.Client.ListDevicesAsync(stop);
        common.Print(parse, terminal.Output, devices, ApiJson.Default.IReadOnlyListDeviceDetails, _ =>
            terminal.Output.Write(DeviceTable.Of(devices).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
