using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Tests;

public sealed class PlainViewTests : IDisposable
{
    private readonly StringWriter file = new();
    private readonly ManualClock clock = new();
    private readonly PlainView view;

    public PlainViewTests() => view = new PlainView(TerminalStream.Plain(file), clock);

    private string[] Lines => file.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => file.Dispose();

    [Fact]
    public void An_experiment_that_starts_gets_a_line_at_once()
    {
        Show(Samples.Running);

        Assert.Equal(["table/10 (object single, seed 2) started on cpu:0"], Lines);
    }

    [Fact]
    public void Progress_of_a_device_is_told_once_in_five_seconds()
    {
        for (var frame = 0; frame < 48; frame++)
        {
            Show(Samples.Running);
            clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(
            [
                "table/10 (object single, seed 2) started on cpu:0",
                "table/10 (object single, seed 2) on cpu:0: training, epoch 2/4, step 60/160, loss 0.412, 146 images/s, "
                    + "0:31 left",
                "table/10 (object single, seed 2) on cpu:0: training, epoch 2/4, step 60/160, loss 0.412, 146 images/s, "
                    + "0:31 left",
            ],
            Lines);
    }

    [Fact]
    public void A_further_attempt_on_the_same_device_gets_a_line_at_once()
    {
        Show(Samples.Running);
        Show(Samples.Running with { Attempt = 2 });

        Assert.Equal("table/10 (object single, seed 2) started on cpu:0, attempt 2", Lines[^1]);
    }

    [Fact]
    public void A_completion_tells_what_was_reached()
    {
        view.Show(new WatchedSweep(Samples.Progress([], Samples.Event(ProgressEventKind.Completed)), Samples.Rows));

        Assert.Equal(
            ["table/10 (object single, seed 2) completed on cpu:0 after 0:51: ID 90.9 %, OOD average 63.9 %"], Lines);
    }

    [Fact]
    public void A_message_of_several_lines_becomes_one()
    {
        view.Show(new WatchedSweep(
            Samples.Progress([], Samples.Event(ProgressEventKind.AttemptFailed, "first\nsecond\e[31m")), Samples.Rows));

        Assert.EndsWith("first second [31m", Assert.Single(Lines), StringComparison.Ordinal);
    }

    private void Show(RunningExperiment running) => view.Show(new WatchedSweep(Samples.Progress([running]), Samples.Rows));

    private sealed class ManualClock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan time) => now += time;
    }
}
