using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep run FILE</c>: launches a sweep and follows it to its table.</summary>
internal sealed class SweepRunCommand : ConsoleCommand
{
    public SweepRunCommand(Terminal terminal, CommonOptions common)
        : base(
            "run",
            "Runs a sweep file, or what is new in it, and prints the table. Ctrl-C stops it; the same command goes on.",
            "counterfactual sweep run sweeps/table.yaml",
            "counterfactual sweep run sweeps/table.yaml --set seeds=[0] --set training.epochs=2 --devices cpu:2",
            "counterfactual sweep run sweeps/table.yaml --detach")
    {
        var file = CommonArguments.SweepFile();
        var launch = new LaunchOptions();
        Add(file);
        launch.AddTo(this);
        Add(common.OwnSilo.Telemetry);
        SetAction((parse, stop) =>
            new SweepLauncher(terminal, common, launch).RunAsync(parse, parse.GetRequiredValue(file), stop));
    }
}
