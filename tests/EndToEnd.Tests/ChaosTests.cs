using Counterfactual.EndToEnd.Tests.Chaos;
using Xunit.Abstractions;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>
/// Whatever is killed whenever in a cluster, every experiment is done exactly once and the table is the same to the last bit.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_experiment_of_a_cluster_is_done_once_and_no_number_changes_whatever_is_killed() =>
        await ChaosRun.RunAsync(new() { Seed = 20230303 }, await ChaosStudy.RunUndisturbedAsync(), output.WriteLine);
}
