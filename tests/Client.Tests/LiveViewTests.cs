using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Tests;

public sealed class LiveViewTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void A_frame_shows_totals_devices_and_the_table_within_the_terminal(int columns, int rows)
    {
        var screen = new Screen(columns, rows);
        var view = new LiveView(screen.Stream);

        view.Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));

        Assert.Equal(0, screen.Wraps);
        Assert.True(screen.Lines.Count < rows);
        Assert.Equal("sweep table: 7 of 10 done, 1 running, 2 queued, about 2:05 left", screen.Lines[0]);
        Assert.All(["object single, seed 2", "cpu:0", "epoch 2/4", "0.412", "█▇▅ ▃▂▁▁", "0:31"], part =>
            Assert.Contains(part, screen.Lines[1]));
        Assert.Contains("146 img/s", screen.Lines[1]);
        Assert.Contains(screen.Lines, line => line.StartsWith("vanilla fine-tuning", StringComparison.Ordinal)
            || line.StartsWith("vanilla", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_as_wide_as_the_terminal_keeps_its_last_character()
    {
        var screen = new Screen(12, 10);
        var region = new LiveRegion(screen.Stream);
        region.Draw(["123456789012", "short"]);
        region.Draw(["abcdefghijkl", "s"]);

        Assert.Equal(["abcdefghijkl", "s"], screen.Lines);
    }

    [Fact]
    public void A_wide_terminal_shows_also_the_id_and_how_much_is_done()
    {
        var screen = new Screen(200, 60);
        new LiveView(screen.Stream).Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));

        Assert.Contains("table/10", screen.Lines[1]);
        Assert.Contains("━━━━╌╌╌╌╌╌", screen.Lines[1]);
    }

    [Fact]
    public void The_next_frame_takes_the_place_of_the_last_and_writes_only_what_changed()
    {
        var screen = new Screen(80, 24);
        var view = new LiveView(screen.Stream);
        view.Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));
        var (before, sent) = (screen.Lines, screen.Sent.Length);

        var later = Samples.Running with { Progress = Samples.Running.Progress with { Loss = 0.3456 } };
        view.Show(new WatchedSweep(Samples.Progress([later]), Samples.Rows));

        Assert.Equal(before.Count, screen.Lines.Count);
        Assert.Contains("0.346", screen.Lines[1]);
        var frame = screen.Sent[sent..];
        Assert.DoesNotContain("vanilla", frame);
        Assert.DoesNotContain("\e[J", frame);
    }

    [Fact]
    public void A_failed_attempt_stays_readable_above_the_frame()
    {
        var screen = new Screen(80, 24);
        var view = new LiveView(screen.Stream);
        view.Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));
        view.Show(new WatchedSweep(
            Samples.Progress([Samples.Running], Samples.Event(ProgressEventKind.AttemptFailed, "killed by SIGKILL")),
            Samples.Rows));
        view.End();

        Assert.Equal(
            "table/10 (object single, seed 2) attempt 1 failed on cpu:0 after 0:51: killed by SIGKILL",
            string.Concat(screen.Lines));
    }

    [Fact]
    public void Nothing_of_the_frame_is_left_at_the_end()
    {
        var screen = new Screen(80, 24);
        var view = new LiveView(screen.Stream);
        screen.Stream.WriteLine("before");
        view.Show(new WatchedSweep(Samples.Progress([Samples.Running, Samples.Running]), Samples.Rows));
        view.Show(new WatchedSweep(Samples.Progress([]), Samples.Rows));
        view.End();

        Assert.Equal(["before"], screen.Lines);
    }

    [Fact]
    public void More_devices_and_rows_than_the_terminal_has_lines_are_cut_with_a_remark()
    {
        var screen = new Screen(80, 12);
        var view = new LiveView(screen.Stream);
        List<RunningExperiment> running = [.. Enumerable.Range(0, 64)
            .Select(number => Samples.Running with { Device = $"cuda:{number}" })];
        for (var frame = 0; frame < 3; frame++)
        {
            view.Show(
                new WatchedSweep(Samples.Progress(running), [.. Enumerable.Repeat(Samples.Rows, 10).SelectMany(rows => rows)]));
        }

        Assert.Equal(11, screen.Lines.Count);
        Assert.Contains("more devices", string.Concat(screen.Lines));
        Assert.Contains("more lines", string.Concat(screen.Lines));
    }

    [Fact]
    public void A_terminal_that_became_narrower_is_drawn_anew()
    {
        var screen = new Screen(200, 60);
        var view = new LiveView(screen.Stream);
        view.Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));
        screen.Size = new(80, 24);
        view.Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));

        Assert.Equal(0, screen.Wraps);
        Assert.All(screen.Lines, line => Assert.True(line.Length <= 80));
    }

    [Fact]
    public void Without_colours_nothing_is_coloured()
    {
        var screen = new Screen(80, 24, colours: false);
        new LiveView(screen.Stream).Show(new WatchedSweep(Samples.Progress([Samples.Running]), Samples.Rows));

        Assert.DoesNotMatch("\\e\\[[0-9;]*(3[0-9]|9[0-7])[0-9;]*m", screen.Sent);
    }

    [Fact]
    public void Control_characters_from_the_silo_do_not_reach_the_terminal()
    {
        var screen = new Screen(200, 60);
        var view = new LiveView(screen.Stream);
        var hostile = Samples.Running with { Device = "cpu:0\e[2J\a" };
        view.Show(new WatchedSweep(
            Samples.Progress([hostile], Samples.Event(ProgressEventKind.Warning, "bad\e]0;title\a\nname")), Samples.Rows));

        Assert.DoesNotContain("\e[2J", screen.Sent);
        Assert.DoesNotContain('\a', screen.Sent);
    }
}
