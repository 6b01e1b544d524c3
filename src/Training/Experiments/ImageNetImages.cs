using System.Globalization;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Images;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>The images of the ImageNet study, decoded into the cache where they are missing.</summary>
internal sealed class ImageNetImages : ExperimentImages
{
    private readonly ImageNetSettings settings;
    private readonly ExperimentEnvironment environment;
    private readonly ShardCache cache;
    private readonly IExperimentObserver observer;
    private readonly CancellationToken stop;
    private readonly DatasetSource training;
    private readonly DecodedDataset trainingImages;
    private readonly Dictionary<ShardDescriptor, (DatasetSource Source, DecodedDataset Decoded)> datasets = [];

    public ImageNetImages(
        ImageNetSettings settings, int resolution, ExperimentEnvironment environment, IExperimentObserver observer,
        CancellationToken stop)
        : base(observer)
    {
        this.settings = settings;
        this.environment = environment;
        cache = environment.Cache;
        this.observer = observer;
        this.stop = stop;
        Resolution = resolution;
        training = Find(settings.Train ?? throw Refused("data.train names no dataset"));
        trainingImages = Decoded(training, border: 0);
        TestSets = [.. OpenTestSets()];
    }

    public override int Classes => training.Classes.Count;

    public override IReadOnlyList<string> ClassNames => training.Classes;

    public override int Resolution { get; }

    public override IReadOnlyList<TestSetImages> TestSets { get; }

    public override ImageSet Train()
    {
        if (trainingImages.Bytes > cache.Limit)
        {
            throw Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"the decoded images of '{training.Name}' take {trainingImages.Bytes:N0} bytes; "
                    + $"the cache may take {cache.Limit:N0}: allow more with 'silo --cache-limit'"));
        }

        return new ImageSet(trainingImages.Shards.Select(Ready).ToList());
    }

    public override ImageSet? Validation(int first) => null;

    private protected override (ShardFile File, string Dataset, string Form) Ensure(ShardDescriptor shard)
    {
        var (source, decoded) = datasets[shard];
        try
        {
            var (file, leftOut) = decoded.Ensure(shard, cache, environment.Threads, observer.Worked, stop);
            foreach (var image in leftOut)
            {
                LeaveOut(image);
            }

            return (file, source.Name, decoded.Form);
        }
        catch (Exception damaged) when (damaged is BadImagesException or TarArchiveException)
        {
            throw new ExperimentException($"dataset '{source.Name}': {damaged.Message}", damaged) { Retryable = false };
        }
    }

    private IEnumerable<TestSetImages> OpenTestSets()
    {
        foreach (var (name, definition, dataset) in ((string, TestSetDefinition, DatasetSettings?)[])
            [
                ("ID", TestSetDefinition.ImageNet, settings.Id), ("V2", TestSetDefinition.ImageNetV2, settings.V2),
                ("R", TestSetDefinition.ImageNetR, settings.R), ("Sketch", TestSetDefinition.ImageNetSketch, settings.Sketch),
                ("ObjectNet", TestSetDefinition.ObjectNet, settings.ObjectNet), ("A", TestSetDefinition.ImageNetA, settings.A),
            ])
        {
            if (dataset is not null)
            {
                var source = Find(dataset);
                var decoded = Decoded(source, definition.Border);
                var images = checked((int)source.Shards.Sum(shard => (long)shard.Images));
                yield return new TestSetImages(
                    name, definition == TestSetDefinition.ImageNet, Protocol(definition, source), decoded.Shards, images, Ready);
            }
        }
    }

    private TestSetProtocol Protocol(TestSetDefinition definition, DatasetSource source)
    {
        try
        {
            var protocol = TestSetProtocol.Create(definition, source.Classes, training.Classes, source.ObjectNet);
            if (settings.Expect == ExpectedNumbers.Published)
            {
                var images = source.ImagesPerClass.Where((_, label) => protocol.Counts(label)).Sum(count => (long)count);
                definition.RequireWhole($"dataset '{source.Name}'", images, protocol.CountedLabels);
            }

            return protocol;
        }
        catch (TestSetException wrong)
        {
            throw Refused(wrong.Message);
        }
    }

    private DecodedDataset Decoded(DatasetSource source, int border)
    {
        var decoded = new DecodedDataset(source, new Preprocessing { Size = Resolution, Border = border }, settings.OnBadImage);
        foreach (var shard in decoded.Shards)
        {
            datasets[shard] = (source, decoded);
        }

        return decoded;
    }

    private DatasetSource Find(DatasetSettings dataset)
    {
        if (!environment.Datasets.TryGetValue(dataset.Name, out var source))
        {
            throw Refused($"no dataset '{dataset.Name}' is registered; see 'dataset list' and 'dataset add'");
        }

        return dataset.Sha256 is null || dataset.Sha256 == source.Checksum()
            ? source
            : throw Refused(
                $"dataset '{dataset.Name}' was registered anew with other content since the sweep was planned; "
                    + "run the sweep again");
    }

    private static ExperimentException Refused(string message) => new(message) { Retryable = false };
}
