using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Client.Tests;

public sealed class SweepResultTests
{
    [Fact]
    public void Failures_come_with_their_cause_and_the_command_that_shows_the_log()
    {
        using var file = new StringWriter();
        var details = Samples.Details(SweepStatus.Failed, Samples.Failed("the loss is NaN at step 12"));

        SweepResult.Write(TerminalStream.Plain(file), details, experiment => $"counterfactual experiment log {experiment}");

        Assert.Contains("sweep table failed: 7 of 8 experiments done", file.ToString());
        Assert.Contains("table/10 (object single, seed 2) failed after 3 attempts: the loss is NaN at step 12", file.ToString());
        Assert.Contains("counterfactual experiment log table/10", file.ToString());
    }

    [Fact]
    public void A_failure_of_a_silo_elsewhere_moves_no_cursor()
    {
        using var file = new StringWriter();
        var details = Samples.Details(SweepStatus.Failed, Samples.Failed("first\nsecond\e[2J\a"));

        SweepResult.Write(TerminalStream.Plain(file), details, experiment => experiment);

        Assert.Contains("failed after 3 attempts: first second [2J \n", file.ToString());
    }
}
