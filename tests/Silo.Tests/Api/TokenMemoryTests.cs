using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api.Access;

namespace Counterfactual.Silo.Tests.Api;

public sealed class TokenMemoryTests
{
    [Fact]
    public async Task A_slow_reading_does_not_bring_back_what_was_revoked_meanwhile()
    {
        AccessTokenSnapshot valid = new("short", AccessRole.Viewer, new string('0', 64), DateTime.UnixEpoch, Revoked: null);
        var slow = new TaskCompletionSource<IReadOnlyList<AccessTokenSnapshot>>();
        Queue<Task<IReadOnlyList<AccessTokenSnapshot>>> readings = new([
            slow.Task, Task.FromResult<IReadOnlyList<AccessTokenSnapshot>>([valid with { Revoked = DateTime.UnixEpoch }])]);
        var memory = new TokenMemory(_ => readings.Dequeue());
        var early = memory.RecallAsync(CancellationToken.None);
        memory.Forget();
        slow.SetResult([valid]);
        Assert.Null(Assert.Single(await early).Revoked);
        Assert.NotNull(Assert.Single(await memory.RecallAsync(CancellationToken.None)).Revoked);
    }
}
