using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual device drain DEVICE</c>: gives a device nothing more.</summary>
internal sealed class DeviceDrainCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> device = new("DEVICE")
    {
        Description = "Id of the device, such as here/cpu:0; see 'device list'.",
    };

    private readonly Option<bool> undo = new("--undo") { Description = "Give it experiments again." };

    public DeviceDrainCommand(Terminal terminal, CommonOptions common)
        : base(
            "drain",
            "Drains a device: what it runs is checkpointed and goes on elsewhere, and it is given nothing more until --undo.",
            "counterfactual device drain here/cuda:0",
            "counterfactual device drain here/cuda:0 --undo")
    {
        this.terminal = terminal;
        this.common = common;
        Add(device);
        Add(undo);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var details = await connection.Client.DrainDeviceAsync(parse.GetRequiredValue(device), parse.GetValue(undo), stop);
        common.Print(parse, terminal.Output, details, ApiJson.Default.DeviceDetails, _ =>
            terminal.Output.WriteLine(Describe(details)));
        return ExitCode.Done;
    }

    private static string Describe(DeviceDetails device) => device switch
    {
        { Drained: false } => $"device {device.Id} may be given experiments again",
        { Experiment: { } running, Online: true } => $"device {device.Id} is drained; it hands back {running}",
        _ => $"device {device.Id} is drained",
    };
}
