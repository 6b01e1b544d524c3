using System.Diagnostics;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Grains.Tracing;

namespace Counterfactual.Grains.Hosting.Tests;

public sealed class StoredSpanTests
{
    private static readonly TraceParent Root = new("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    private static readonly DateTime Started = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void It_is_told_with_the_identity_and_the_times_that_it_was_given()
    {
        var child = Root.Child("attempt 2");
        var told = Told(source => new StoredSpan
        {
            Name = "attempt",
            Identity = child,
            Parent = Root,
            Started = Started,
            Ended = Started.AddSeconds(90),
            Attributes = [new("a", 1), new("none", null)],
            Link = Root.Child("attempt 1"),
            Error = "it was killed",
        }.Tell(source));

        Assert.Equal(child.SpanId, told.SpanId.ToHexString());
        Assert.Equal(child.SpanId, told.Context.SpanId.ToHexString());
        Assert.Equal(child.ToString(), told.Id);
        Assert.Equal(Root.TraceId, told.TraceId.ToHexString());
        Assert.Equal(Root.SpanId, told.ParentSpanId.ToHexString());
        Assert.Equal((Started, TimeSpan.FromSeconds(90)), (told.StartTimeUtc, told.Duration));
        Assert.Equal((ActivityStatusCode.Error, "it was killed"), (told.Status, told.StatusDescription));
        Assert.Equal(["a"], told.TagObjects.Select(tag => tag.Key));
        Assert.Equal(Root.Child("attempt 1").SpanId, Assert.Single(told.Links).Context.SpanId.ToHexString());
    }

    [Fact]
    public void A_root_has_nothing_above_it_whatever_goes_on_around()
    {
        using var around = new Activity("around").Start();
        var told = Told(source => new StoredSpan
        {
            Name = "sweep",
            Identity = Root,
            Parent = null,
            Started = Started,
            Ended = Started,
        }.Tell(source));
        Assert.Equal((Root.TraceId, Root.SpanId), (told.TraceId.ToHexString(), told.SpanId.ToHexString()));
        Assert.Equal(default, told.ParentSpanId);
        Assert.Same(around, Activity.Current);
    }

    [Fact]
    public void What_is_begun_under_a_stand_in_is_below_what_it_stands_for()
    {
        var told = Told(source =>
        {
            using (StoredSpan.StandIn("attempt", Root))
            {
                source.StartActivity("epoch")!.Dispose();
            }

            Assert.Null(Activity.Current);
        });
        Assert.Equal("epoch", told.OperationName);
        Assert.Equal((Root.TraceId, Root.SpanId), (told.TraceId.ToHexString(), told.ParentSpanId.ToHexString()));
    }

    private static Activity Told(Action<ActivitySource> tell)
    {
        using var source = new ActivitySource($"test {Guid.NewGuid()}");
        List<Activity> told = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = told.Add,
        };
        ActivitySource.AddActivityListener(listener);
        tell(source);
        return Assert.Single(told);
    }
}
