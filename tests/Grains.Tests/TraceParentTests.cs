using Counterfactual.Grains.Tracing;

namespace Counterfactual.Grains.Tests;

public sealed class TraceParentTests
{
    private const string Text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void It_is_written_as_it_was_read()
    {
        var parent = TraceParent.Read(Text)!;
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (parent.TraceId, parent.SpanId));
        Assert.Equal(Text, parent.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x")]
    public void Anything_else_is_refused(string? text) => Assert.Null(TraceParent.Read(text));

    [Fact]
    public void Children_are_the_same_for_whoever_asks_and_differ_by_name_and_parent()
    {
        var parent = TraceParent.Read(Text)!;
        var child = parent.Child("attempt demo/1 1");
        Assert.Equal(child, parent.Child("attempt demo/1 1"));
        Assert.Equal(parent.TraceId, child.TraceId);
        TraceParent[] spans = [parent, child, parent.Child("attempt demo/1 2"), child.Child("attempt demo/1 1")];
        Assert.Equal(spans.Length, spans.Select(span => span.SpanId).Distinct().Count());
        Assert.Equal(child, TraceParent.Read(child.ToString()));
    }

    [Fact]
    public void The_first_span_of_a_sweep_is_the_stored_one_and_later_ones_are_below_it()
    {
        var created = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Assert.Equal(Text, SweepTrace.Sweep(Text, created, created)!.ToString());
        var again = SweepTrace.Sweep(Text, created, created.AddHours(1))!;
        Assert.NotEqual(Text, again.ToString());
        Assert.Null(SweepTrace.Sweep(null, created, created));
        Assert.Null(SweepTrace.Attempt("nonsense", "demo/1", 1));
    }
}
