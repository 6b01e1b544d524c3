using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Tests.Data;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class EvaluationPartsTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    private ExperimentSettings Curve => TinyStudy.Settings(study.Model) with
    {
        Method = TrainingMethod.Vanilla,
        Alphas = [0, 0.5],
        Evaluation = new() { SpreadImages = 20 },
    };

    [FashionMnistFact]
    public void Parts_evaluated_apart_add_up_to_the_whole()
    {
        var whole = ExperimentRunner.Run(
            Curve with { Evaluation = null }, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        var spread = ExperimentRunner.Run(
            Curve, study.NewRun() with { MostParts = 100 }, new RecordingObserver(), CancellationToken.None);
        Assert.Empty(spread.Evaluations);
        Assert.Equal(["ID", "V2", "R", "Sketch", "ObjectNet", "A"], spread.Unevaluated.Select(part => part.TestSet));
        Assert.Equal((whole.Epoch, whole.ImagesPerSecond > 0), (spread.Epoch, spread.ImagesPerSecond > 0));

        var parts = spread.Unevaluated.Select(part =>
        {
            var observer = new RecordingObserver();
            var outcome = ExperimentRunner.Run(
                Curve, study.NewRun() with { FineTunedModel = spread.ModelFile, Part = part, MostParts = 100 }, observer,
                CancellationToken.None);
            Assert.Empty(outcome.Unevaluated);
            Assert.Equal(1, observer.Progresses[^1].Done);
            Assert.DoesNotContain(observer.Shards, shard => shard.Dataset.Contains("train", StringComparison.Ordinal));
            return outcome;
        }).ToList();

        Assert.Equal([0, 0.5, 1], whole.Evaluations.Select(model => model.Alpha));
        Assert.All(whole.Evaluations, model => Assert.Equal(
            model.TestSets, parts.Select(part => part.Evaluations.Single(one => one.Alpha == model.Alpha).TestSets.Single())));
        var sum = PredictionReport.Sum([.. parts.Select(part => PredictionFile.Read(part.PredictionsFile!))]);
        AssertSame(PredictionFile.Read(whole.PredictionsFile!), sum);
    }

    [FashionMnistFact]
    public void Zero_shot_is_spread_without_any_weights()
    {
        var settings = Curve with { Method = TrainingMethod.ZeroShot, Alphas = [] };
        var spread = ExperimentRunner.Run(
            settings, study.NewRun() with { MostParts = 6 }, new RecordingObserver(), CancellationToken.None);
        Assert.Equal(6, spread.Unevaluated.Count);
        Assert.Null(spread.ModelFile);
        var part = ExperimentRunner.Run(
            settings, study.NewRun() with { Part = spread.Unevaluated[1] }, new RecordingObserver(), CancellationToken.None);
        var whole = ExperimentRunner.Run(settings, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        Assert.Equal(whole.Evaluations[0].TestSets[1], part.Evaluations.Single().TestSets.Single());
    }

    [FashionMnistFact]
    public void Alphas_added_later_are_evaluated_on_the_kept_weights_and_give_the_same_numbers()
    {
        var first = ExperimentRunner.Run(
            Curve with { Alphas = [0.5] }, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        var observer = new RecordingObserver();
        var extended = ExperimentRunner.Run(
            Curve with { Alphas = AlphaCurve.Whole }, study.NewRun() with { FineTunedModel = first.ModelFile }, observer,
            CancellationToken.None);
        var atOnce = ExperimentRunner.Run(
            Curve with { Alphas = AlphaCurve.Whole }, study.NewRun(), new RecordingObserver(), CancellationToken.None);

        Assert.DoesNotContain(observer.Progresses, now => now.Phase == ExperimentPhase.Training);
        Assert.Equal(21, extended.Evaluations.Count);
        Assert.Equal(
            atOnce.Evaluations.SelectMany(model => model.TestSets), extended.Evaluations.SelectMany(model => model.TestSets));
        Assert.Equal((first.Epoch, first.TrainingSeconds, first.ImagesPerSecond), (extended.Epoch, extended.TrainingSeconds,
            extended.ImagesPerSecond));
        Assert.Null(extended.ModelFile);
    }

    [FashionMnistFact]
    public void Alpha_0_is_the_pretrained_model()
    {
        var curve = ExperimentRunner.Run(Curve, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        var zeroShot = ExperimentRunner.Run(
            Curve with { Method = TrainingMethod.ZeroShot, Alphas = [] }, study.NewRun(), new RecordingObserver(),
            CancellationToken.None);
        Assert.Equal(zeroShot.Evaluations[0].TestSets, curve.Evaluations[0].TestSets);
    }

    [FashionMnistFact]
    public void Weights_of_another_training_or_damaged_ones_are_refused()
    {
        var first = ExperimentRunner.Run(Curve, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        var other = Assert.Throws<ExperimentException>(() => ExperimentRunner.Run(
            Curve with { Seed = 1 }, study.NewRun() with { FineTunedModel = first.ModelFile }, new RecordingObserver(),
            CancellationToken.None));
        Assert.Contains("it is of the training", other.Message, StringComparison.Ordinal);

        File.WriteAllBytes(first.ModelFile!, File.ReadAllBytes(first.ModelFile!)[..1000]);
        var damaged = Assert.Throws<ExperimentException>(() => ExperimentRunner.Run(
            Curve, study.NewRun() with { FineTunedModel = first.ModelFile }, new RecordingObserver(), CancellationToken.None));
        Assert.Contains("these are not the fine-tuned weights", damaged.Message, StringComparison.Ordinal);
    }

    [FashionMnistFact]
    public void Weights_are_kept_where_alphas_are_given_or_where_it_is_asked_for()
    {
        Assert.NotNull(ModelFile(Curve));
        Assert.Null(ModelFile(Curve with { Keep = KeptFiles.Nothing }));
        Assert.Null(ModelFile(Curve with { Alphas = [] }));
        Assert.NotNull(ModelFile(Curve with { Alphas = [], Keep = KeptFiles.Model }));

        string? ModelFile(ExperimentSettings settings) =>
            ExperimentRunner.Run(settings, study.NewRun(), new RecordingObserver(), CancellationToken.None).ModelFile;
    }

    [FashionMnistFact]
    public void Predictions_agree_with_the_accuracies_and_name_the_classes()
    {
        var outcome = ExperimentRunner.Run(Curve, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        var report = PredictionFile.Read(outcome.PredictionsFile!);
        Assert.Equal(10, report.Classes.Count);
        Assert.Equal(
            outcome.Evaluations.SelectMany(model => model.TestSets).Select(set => (set.Name, set.Correct, set.Count)),
            report.Models.SelectMany(model => model.TestSets)
                .Select(set => (set.Name, set.Labels.Sum(label => label.Correct), set.Labels.Sum(label => label.Count))));
    }

    [Fact]
    public void A_file_that_holds_no_predictions_is_refused()
    {
        var path = study.File("none.json.gz");
        File.WriteAllText(path, "{}");
        Assert.Throws<InvalidDataException>(() => PredictionFile.Read(path));
    }

    [Fact]
    public void Test_sets_are_cut_at_shards_into_parts_that_are_not_larger_than_asked_for()
    {
        TestSetImages[] sets = [Set("one", shards: 5, images: 45), Set("two", shards: 1, images: 7)];
        Assert.Equal(
            [new("one", 0, 2, 20), new("one", 2, 2, 20), new("one", 4, 1, 5), new("two", 0, 1, 7)],
            TestSetPart.Cut(sets, images: 24, mostParts: 100));
        Assert.Equal(6, TestSetPart.Cut(sets, images: 1, mostParts: 100).Count);
        Assert.Equal(
            [new("one", 0, 5, 45), new("two", 0, 1, 7)], TestSetPart.Cut(sets, images: 1, mostParts: 2));
        Assert.Equal([new("one", 0, 5, 45), new("two", 0, 1, 7)], TestSetPart.Whole(sets));

        static TestSetImages Set(string name, int shards, int images) => new(
            name, inDistribution: false, TestSetProtocol.OwnClasses(3),
            [.. Enumerable.Range(0, shards).Select(number => new ShardDescriptor(name, number, number * 10, 10))], images,
            _ => throw new InvalidOperationException("no image is needed to cut a test set"));
    }

    private static void AssertSame(PredictionReport expected, PredictionReport actual)
    {
        Assert.Equal(expected.Classes, actual.Classes);
        Assert.Equal(Flat(expected), Flat(actual));
        Assert.Equal(Hits(expected), Hits(actual));
        Assert.All(expected.Models.SelectMany(model => model.TestSets), set =>
            Assert.Equal((set.Labels.Sum(label => label.Correct), set.Labels.Sum(label => label.Count)),
                (set.Right!.Hits.Count(hit => hit), set.Right.Images)));

        static IEnumerable<bool> Hits(PredictionReport report) =>
            report.Models.SelectMany(model => model.TestSets).SelectMany(set => set.Right!.Hits);

        static IEnumerable<(double, string, int, string, int, int)> Flat(PredictionReport report) =>
            from model in report.Models
            from set in model.TestSets
            from label in set.Labels
            from predicted in label.Predictions
            select (model.Alpha, set.Name, label.Label, string.Join(',', label.Accepted), predicted.Class, predicted.Images);
    }
}
