using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>The images of the miniature study, rendered into the cache where they are missing.</summary>
internal sealed class MiniatureImages : ExperimentImages
{
    private readonly MiniatureShards shards;
    private readonly ExperimentEnvironment environment;
    private readonly CancellationToken stop;

    public MiniatureImages(
        DataSettings data, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop)
        : base(observer)
    {
        shards = new MiniatureShards(new MiniatureData { Rho = data.Rho, TestImages = data.TestImages });
        this.environment = environment;
        this.stop = stop;
        var protocol = TestSetProtocol.OwnClasses(Classes);
        TestSets = [.. MiniatureTestSet.All.Select(set => new TestSetImages(
            set.Name, set.InDistribution, protocol, [.. shards.Shards(set.Images)], shards.Images(set.Images), Ready))];
    }

    public override int Classes => GarmentImages.Classes;

    public override IReadOnlyList<string> ClassNames => GarmentImages.ClassNames;

    public override int Resolution => MiniatureRenderer.Side;

    public override IReadOnlyList<TestSetImages> TestSets { get; }

    public override ImageSet Train() => Of(MiniatureSet.Train, shards.Images(MiniatureSet.Train));

    public override ImageSet? Validation(int first) =>
        Of(MiniatureSet.Validation, Math.Min(first, shards.Images(MiniatureSet.Validation)));

    private protected override (ShardFile File, string Dataset, string Form) Ensure(ShardDescriptor shard) =>
        (shards.Ensure(shard, environment.Cache, environment.Threads, stop), shard.Dataset, $"{Resolution}px");

    private ImageSet Of(MiniatureSet set, int count) =>
        new ImageSet(shards.Shards(set).Where(shard => shard.First < count).Select(Ready).ToList()).Take(count);
}
