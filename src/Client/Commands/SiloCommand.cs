using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
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
            "counterfactual silo --listen http://127.0.0.1:7070",
            "counterfactual silo status",
            "counterfactual silo stop")
    {
        var detached = new Option<bool>("--detached") { Hidden = true };
        var listen = new ListenOption();
        Add(detached);
        Add(listen);
        Add(new SiloStatusCommand(terminal, common));
        Add(new SiloStopCommand(terminal, common));
        SetAction((parse, _) =>
        {
            var api = new ApiOptions { Listen = listen.Read(parse) };
            return SiloProgram.RunAsync(common.OpenHome(parse), common.SiloOptions(parse) with { Api = api }, parse.GetValue(detached));
        });
    }
}
