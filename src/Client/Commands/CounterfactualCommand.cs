using System.CommandLine;
using System.CommandLine.Help;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary>The console: every command it has.</summary>
internal sealed class CounterfactualCommand : RootCommand
{
    /// <summary>Complete command lines.</summary>
    public static readonly IReadOnlyList<string> Examples =
    [
        "counterfactual demo",
        "counterfactual sweep run sweeps/table.yaml --devices cpu:2",
        "counterfactual sweep show table -o json",
    ];

    public CounterfactualCommand(Terminal terminal)
        : base(
            """
            Fine-tunes a pretrained image model without destroying its robustness, and runs the whole study that shows it.

            Exit codes: 0 done, 1 the work failed, 2 the request was wrong, 130 stopped by Ctrl-C or a signal.
            """)
    {
        var common = new CommonOptions();
        Add(common.Home);
        Add(common.Silo.Url);
        Add(common.Silo.TokenFile);
        Add(common.Devices);
        Add(common.CacheLimit);
        Add(common.Format);
        Add(new DemoCommand(terminal, common));
        Add(new SweepCommand(terminal, common));
        Add(new ExperimentCommand(terminal, common));
        Add(new DatasetCommand(terminal, common));
        Add(new DeviceCommand(terminal, common));
        Add(new ModelCommand(terminal, common));
        Add(new ArtifactCommand(terminal, common));
        Add(new TrainCommand(terminal, common));
        Add(new PretrainCommand(terminal, common));
        Add(new SiloCommand(terminal, common));
        Add(new TokenCommand(terminal, common));
        Add(new CompletionCommand(terminal));
        var help = Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples();

        // Where paths begin with a slash, no option does.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
    }
}
