using System.CommandLine;
using Counterfactual.Client.Terminals;
using SiloProgram = Counterfactual.Silo.Hosting.SiloCommand;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual silo</c>: a silo of its own process, in the foreground.</summary>
internal sealed class SiloCommand : ConsoleCommand
{
    public SiloCommand(Terminal terminal, CommonOptions common)
        : base(
            "silo",
            "Runs a silo until it is told to stop; consoles with the same home talk to it.",
            "counterfactual silo --devices cuda:all",
            "counterfactual silo --store postgres://user@host/counterfactual --artifacts /shared/artifacts",
            "counterfactual silo status",
            "counterfactual silo stop")
    {
        var detached = new Option<bool>("--detached") { Hidden = true };
        Add(detached);
        common.Silo.AddTo(this);
        Add(new SiloStatusCommand(terminal, common));
        Add(new SiloStopCommand(terminal, common));
        SetAction((parse, _) =>
            SiloProgram.RunAsync(common.OpenHome(parse), common.SiloOptions(parse), parse.GetValue(detached)));
    }
}
