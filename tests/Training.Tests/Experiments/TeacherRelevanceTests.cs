using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using Counterfactual.Training.Tests.Data;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class TeacherRelevanceTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    private static readonly int[] Numbers = [3, 1_999, 0, 512, 3];

    [FashionMnistFact]
    public void Kept_maps_are_those_that_the_pretrained_model_computes_afresh()
    {
        var environment = study.NewRun();
        using var scope = NewDisposeScope();
        using var images = Images(environment);
        using var teacher = Teacher();
        var made = Maps(images, teacher, environment);
        Assert.Equal(made, Maps(images, teacher, environment));

        // With the graph that the student's map has.
        using var student = teacher.Copy();
        var (pixels, labels) = new BatchReader(images, CPU).Read(Numbers);
        var fresh = CleanPass.Run(student, pixels, keepAttention: true).Relevance(labels).ToArray<float>();
        Assert.All(fresh.Zip(made), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(made, value => value > 0.99f);
    }

    [FashionMnistFact]
    public void Damaged_maps_are_made_again()
    {
        var environment = study.NewRun();
        using var scope = NewDisposeScope();
        using var images = Images(environment);
        using var teacher = Teacher();
        var made = Maps(images, teacher, environment);
        var file = Directory.GetFiles(environment.CacheDirectory, "*.relevance", SearchOption.AllDirectories)[0];
        File.WriteAllText(file, "no maps");
        Assert.Equal(made, Maps(images, teacher, environment));
    }

    [FashionMnistFact]
    public void An_experiment_with_the_teachers_maps_is_another_cell_and_runs_to_its_end()
    {
        var student = TinyStudy.Settings(study.Model) with
        {
            Method = TrainingMethod.FeatureDistillation,
            Masking = Masking.Object,
            Refill = Refill.Single,
            Threshold = 0.3,
            Beta = 30,
        };
        var teacher = student with { Cam = RelevanceModel.Teacher };

        Assert.NotEqual(student.Cell(), teacher.Cell());
        Assert.Equal(teacher.Cell(), ExperimentSettings.FromJson(teacher.ToCanonicalJson()).Cell());
        var first = ExperimentRunner.Run(teacher, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        var second = ExperimentRunner.Run(teacher, study.NewRun(), new RecordingObserver(), CancellationToken.None);
        Assert.Equal(
            first.Evaluations.SelectMany(model => model.TestSets).Select(set => set.Correct),
            second.Evaluations.SelectMany(model => model.TestSets).Select(set => set.Correct));
    }

    [Fact]
    public void The_teachers_maps_need_a_masking_that_follows_maps()
    {
        var settings = TinyStudy.Settings(study.Model) with
        {
            Method = TrainingMethod.FeatureDistillation,
            Masking = Masking.Random,
            Refill = Refill.Single,
            Rate = 0.3,
            Beta = 30,
            Cam = RelevanceModel.Teacher,
        };

        Assert.Equal("cam", Assert.Single(settings.Validate()).Setting);
    }

    private static ImageSet Images(ExperimentEnvironment environment) =>
        new MiniatureShards(new()).Open(MiniatureSet.Train, environment.Cache).Take(2_000);

    /// <summary>Maps of some images: computed and kept the first time, and read from then on.</summary>
    private static float[] Maps(ImageSet images, ImageClassifier teacher, ExperimentEnvironment environment)
    {
        using var maps = TeacherRelevance.Open(images, teacher, "some weights", environment, () => { }, CancellationToken.None);
        return maps.Of(Numbers).ToArray<float>();
    }

    private ImageClassifier Teacher()
    {
        var teacher = ModelFile.Load(study.Model);
        teacher.requires_grad_(false);
        return teacher;
    }
}
