using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Sweeps.Settings;
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
            "counterfactual silo --listen http://127.0.0.1:7070",
            "counterfactual silo status",
            "counterfactual silo stop")
    {
        var detached = new Option<bool>("--detached") { Hidden = true };
        var keepCheckpoints = KeepCheckpoints();
        var rebindArtifacts = new Option<bool>("--rebind-artifacts")
        {
            Description = "Lets the store have these artifacts from now on, where those that it had are lost",
        };
        var listen = new ListenOption();
        var log = new LogOption();
        Add(detached);
        Add(listen);
        Add(log);
        Add(keepCheckpoints);
        Add(rebindArtifacts);
        common.OwnSilo.AddTo(this);
        Add(new SiloStatusCommand(terminal, common));
        Add(new SiloHealthCommand(terminal, common));
        Add(new SiloStopCommand(terminal, common));
        SetAction((parse, _) =>
        {
            var options = common.SiloOptions(parse) with
            {
                Api = new() { Listen = listen.Read(parse) },
                RebindArtifacts = parse.GetValue(rebindArtifacts),
                LogToStandardOutput = log.IsStandardOutput(parse),
                KeepCheckpoints = parse.GetValue(keepCheckpoints) ?? new SiloOptions().KeepCheckpoints,
            };
            return SiloProgram.RunAsync(common.OpenHome(parse), options, parse.GetValue(detached));
        });
    }

    private static Option<TimeSpan?> KeepCheckpoints() => new("--keep-checkpoints")
    {
        Description = "How long the last checkpoints of failed and cancelled experiments are kept, such as 12h [default: 7d]",
        HelpName = "TIME",
        CustomParser = argument =>
        {
            try
            {
                return DurationText.Parse(argument.Tokens[0].Value);
            }
            catch (FormatException wrong)
            {
                argument.AddError($"--keep-checkpoints: {wrong.Message}");
                return null;
            }
        },
    };
}
