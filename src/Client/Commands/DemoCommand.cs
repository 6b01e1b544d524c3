using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual demo</c>: the miniature study of sweeps/demo.yaml.</summary>
internal sealed class DemoCommand : ConsoleCommand
{
    public DemoCommand(Terminal terminal, CommonOptions common)
        : base(
            "demo",
            "Runs the miniature study (sweeps/demo.yaml): real garments in synthetic habitats, a few minutes on two cores.",
            "counterfactual demo",
            "counterfactual demo --devices cpu:1 --set training.epochs=1")
    {
        var launch = new LaunchOptions();
        launch.AddTo(this);
        Add(common.OwnSilo.Telemetry);
        var file = Path.Combine(AppContext.BaseDirectory, "sweeps", "demo.yaml");
        SetAction((parse, stop) => new SweepLauncher(terminal, common, launch).RunAsync(parse, file, stop));
    }
}
