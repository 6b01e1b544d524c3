using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep retry SWEEP</c>: queues what failed again.</summary>
internal sealed class SweepRetryCommand : SweepVerbCommand
{
    private readonly Option<bool> failed = new("--failed")
    {
        Description = "Go on from the last checkpoints of the failed experiments (the default).",
    };

    private readonly Option<bool> fromScratch = new("--errored-from-scratch")
    {
        Description = "Start the failed experiments over, without their checkpoints.",
    };

    public SweepRetryCommand(Terminal terminal, CommonOptions common)
        : base(
            terminal,
            common,
            "retry",
            "Queues the failed experiments of a sweep again, with all their attempts.",
            "counterfactual sweep retry demo",
            "counterfactual sweep retry demo --errored-from-scratch")
    {
        Add(failed);
        Add(fromScratch);
        Validators.Add(result =>
        {
            if (result.GetValue(failed) && result.GetValue(fromScratch))
            {
                result.AddError("both --failed and --errored-from-scratch are given; expected one of them");
            }
        });
    }

    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop) =>
        silo.RetrySweepAsync(sweep, parse.GetValue(fromScratch), stop);
}
