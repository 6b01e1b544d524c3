using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class ExperimentSettingsTests
{
    private static readonly string Weights = new('a', 64);

    private static ExperimentSettings Distillation { get; } = new()
    {
        Method = TrainingMethod.FeatureDistillation,
        Masking = Masking.Object,
        Refill = Refill.Single,
        Threshold = 0.1,
        Beta = 10,
        Model = new() { Sha256 = Weights },
    };

    private static ExperimentSettings Vanilla { get; } = new()
    {
        Method = TrainingMethod.Vanilla,
        Model = new() { Sha256 = Weights },
    };

    private static ExperimentSettings ZeroShot { get; } = Vanilla with { Method = TrainingMethod.ZeroShot };

    public static TheoryData<string, ExperimentSettings, string> Faults => new()
    {
        { "masking of vanilla", Vanilla with { Masking = Masking.Random, Rate = 0.5 },
            "'masking' expects none, since vanilla distils nothing, found random" },
        { "refill of zero-shot", ZeroShot with { Refill = Refill.Single },
            "'refill' expects none, since nothing is masked, found single" },
        { "refill without masking", Distillation with { Masking = Masking.None, Threshold = null },
            "'refill' expects none, since nothing is masked, found single" },
        { "beta of vanilla", Vanilla with { Beta = 30 }, "'beta' expects nothing, since vanilla distils nothing, found 30" },
        { "no beta", Distillation with { Beta = null }, "'beta' expects a positive number, found nothing" },
        { "beta 0", Distillation with { Beta = 0 }, "'beta' expects a positive number, found 0" },
        { "rate of object", Distillation with { Rate = 0.5 },
            "'rate' expects nothing, since object masking has a threshold, found 0.5" },
        { "threshold of random", Distillation with { Masking = Masking.Random, Rate = 0.5 },
            "'threshold' expects nothing, since random masking has a rate, found 0.1" },
        { "threshold above 1", Distillation with { Threshold = 1.5 }, "'threshold' expects a number in 0..1, found 1.5" },
        { "threshold no number", Distillation with { Threshold = double.NaN },
            "'threshold' expects a number in 0..1, found NaN" },
        { "no threshold", Distillation with { Threshold = null }, "'threshold' expects a number in 0..1, found nothing" },
        { "no rate", Distillation with { Masking = Masking.Random, Threshold = null },
            "'rate' expects a number in 0..1, found nothing" },
        { "alphas of zero-shot", ZeroShot with { Alphas = [0.5] },
            "'alphas' expects nothing, since zero_shot has no fine-tuned weights, found [0.5]" },
        { "alpha 1", Vanilla with { Alphas = [0.5, 1] },
            "'alphas' expects ascending numbers from 0 to below 1, which is evaluated in any case, found [0.5, 1]" },
        { "alphas unordered", Vanilla with { Alphas = [0.5, 0.25] },
            "'alphas' expects ascending numbers from 0 to below 1, which is evaluated in any case, found [0.5, 0.25]" },
        { "no temperature", Distillation with { Method = TrainingMethod.LogitDistillation },
            "'temperature' expects a positive number, found nothing" },
        { "temperature of features", Distillation with { Temperature = 10 },
            "'temperature' expects nothing, since feature_distillation compares no logits, found 10" },
        { "validation images", Vanilla with { Data = new() { ValidationImages = 8001 } },
            "'data.validation_images' expects 0..8000, what the training images leave of 10000, found 8001" },
        { "spread images", Vanilla with { Evaluation = new() { SpreadImages = -1 } },
            "'evaluation.spread_images' expects a whole number from 0, 0 for never, found -1" },
        { "kept weights of zero-shot", ZeroShot with { Keep = KeptFiles.Model },
            "'keep' expects nothing, since zero_shot has no fine-tuned weights, found model" },
        { "seed", Vanilla with { Seed = -1 }, "'seed' expects a whole number from 0, found -1" },
        { "rho", Vanilla with { Data = new() { Rho = 2 } }, "'data.rho' expects a number in 0..1, found 2" },
        { "train images", Vanilla with { Data = new() { TrainImages = 10001 } },
            "'data.train_images' expects 1..10000, found 10001" },
        { "test images", Vanilla with { Data = new() { TestImages = 0 } }, "'data.test_images' expects 1..10000, found 0" },
        { "curve images", Vanilla with { Data = new() { CurveImages = -1 } }, "'data.curve_images' expects 0..10000, found -1" },
        { "epochs", Vanilla with { Training = new() { Epochs = 0 } }, "'training.epochs' expects at least 1, found 0" },
        { "batch of one", Vanilla with { Training = new() { BatchSize = 1 } },
            "'training.batch_size' expects at least 2, found 1" },
        { "batch above images", Vanilla with { Data = new() { TrainImages = 40 } },
            "'training.batch_size' expects at most the 40 training images, found 50" },
        { "max steps", Vanilla with { Training = new() { MaxSteps = 0 } }, "'training.max_steps' expects at least 1, found 0" },
        { "learning rate", Vanilla with { Training = new() { LearningRate = double.PositiveInfinity } },
            "'training.learning_rate' expects a positive number, found Infinity" },
        { "weight decay", Vanilla with { Training = new() { WeightDecay = -1 } },
            "'training.weight_decay' expects a number from 0, found -1" },
        { "warm-up", Vanilla with { Training = new() { WarmUp = 1.1 } },
            "'training.warm_up' expects a number in 0..1, found 1.1" },
        { "gradient norm", Vanilla with { Training = new() { GradientNorm = 0 } },
            "'training.gradient_norm' expects a positive number, found 0" },
        { "checkpoint", Vanilla with { Model = new() { Checkpoint = " " } },
            "'model.checkpoint' expects miniature, a registered model or a file's path, found ' '" },
        { "checksum", Vanilla with { Model = new() { Sha256 = "XYZ" } },
            "'model.sha256' expects 64 lower-case hexadecimal digits, found 'XYZ'" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_named_once_with_what_was_expected_and_found(
        string fault, ExperimentSettings settings, string message)
    {
        var error = Assert.Single(settings.Validate());
        Assert.True(message == error.Message, $"{fault}: {error.Message}");
        Assert.StartsWith($"'{error.Setting}' ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_can_run_have_no_errors()
    {
        Assert.Empty(ZeroShot.Validate());
        Assert.Empty(Vanilla.Validate());
        Assert.All(TinyStudy.Methods("tiny.safetensors"), settings => Assert.Empty(settings.Validate()));
    }

    [Fact]
    public void Canonical_json_is_snake_case_in_the_order_of_declaration()
    {
        Assert.Equal(
            """
            {"method":"feature_distillation","masking":"object","refill":"single","rate":null,"threshold":0.1,"beta":10,
            "alphas":[],"seed":0,
            "model":{"checkpoint":"miniature","sha256":null},
            "data":{"rho":0.95,"train_images":2000,"test_images":2000,"curve_images":500},
            "training":{"epochs":4,"batch_size":50,"max_steps":null,"learning_rate":0.001,"weight_decay":0.1,"schedule":"cosine",
            "warm_up":0.02,"gradient_norm":1}}
            """.ReplaceLineEndings(""),
            (Distillation with { Model = new() }).ToCanonicalJson());
    }

    [Fact]
    public void Json_reads_back_as_it_was_written()
    {
        foreach (var settings in TinyStudy.Methods("tiny.safetensors").Append(Distillation)
            .Append(Vanilla with { Alphas = [0.1, 1.0 / 3] }))
        {
            var read = ExperimentSettings.FromJson(settings.ToCanonicalJson());
            Assert.Equal(settings.Alphas, read.Alphas);
            Assert.Equal(settings with { Alphas = [] }, read with { Alphas = settings.Alphas.Count == 0 ? settings.Alphas : [] });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"methodd":"vanilla"}""")]
    [InlineData("""{"method":2}""")]
    public void Json_that_is_no_settings_is_refused(string json)
    {
        Assert.False(Assert.Throws<ExperimentException>(() => ExperimentSettings.FromJson(json)).Retryable);
    }

    [Fact]
    public void A_cell_depends_on_everything_that_the_numbers_depend_on()
    {
        ExperimentSettings[] cells =
        [
            Distillation,
            Distillation with { Masking = Masking.Context },
            Distillation with { Refill = Refill.Multi },
            Distillation with { Threshold = 0.2 },
            Distillation with { Beta = 30 },
            Distillation with { Alphas = [0.5] },
            Distillation with { Method = TrainingMethod.LogitDistillation, Temperature = 10 },
            Distillation with { Method = TrainingMethod.LogitDistillation, Temperature = 5 },
            Distillation with { Data = new() { ValidationImages = 100 } },
            Distillation with { Seed = 1 },
            Distillation with { Model = new() { Sha256 = new('b', 64) } },
            Distillation with { Data = new() { Rho = 0.5 } },
            Distillation with { Training = new() { Epochs = 5 } },
            Distillation with { Training = new() { Schedule = LearningRateSchedule.OneCycle } },
            Vanilla,
            ZeroShot,
        ];
        Assert.Equal(cells.Length, cells.Select(cell => cell.Cell()).Distinct().Count());
        Assert.All(cells, cell => Assert.Matches("^[0-9a-f]{64}$", cell.Cell()));
    }

    [Fact]
    public void A_cell_does_not_depend_on_what_is_kept_nor_on_who_evaluates()
    {
        var elsewhere = Vanilla with { Keep = KeptFiles.Model, Evaluation = new() { SpreadImages = 5 } };
        Assert.Equal(Vanilla.Cell(), elsewhere.Cell());
        Assert.Equal(Vanilla.TrainingCell(), elsewhere.TrainingCell());
    }

    [Fact]
    public void Experiments_share_their_training_where_they_differ_in_alphas_alone()
    {
        Assert.Equal(Vanilla.TrainingCell(), (Vanilla with { Alphas = AlphaCurve.Whole }).TrainingCell());
        Assert.NotEqual(Vanilla.Cell(), (Vanilla with { Alphas = AlphaCurve.Whole }).Cell());
        Assert.NotEqual(Vanilla.TrainingCell(), (Vanilla with { Seed = 1 }).TrainingCell());
        Assert.Null(ZeroShot.TrainingCell());
    }

    [Fact]
    public void A_cell_does_not_depend_on_the_weights_path_nor_zero_shot_on_training()
    {
        Assert.Equal(
            Distillation.Cell(),
            (Distillation with { Model = new() { Checkpoint = "elsewhere.safetensors", Sha256 = Weights } }).Cell());
        Assert.Equal(ZeroShot.Cell(), (ZeroShot with
        {
            Seed = 3,
            Training = new() { Epochs = 9 },
            Data = new() { TrainImages = 100, CurveImages = 0 },
        }).Cell());
        Assert.NotEqual(ZeroShot.Cell(), (ZeroShot with { Data = new() { TestImages = 100 } }).Cell());
    }
}
