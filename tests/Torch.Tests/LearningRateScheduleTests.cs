using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.optim;

namespace Counterfactual.Torch.Tests;

public sealed class LearningRateScheduleTests : IDisposable
{
    private readonly Parameter parameter = new(zeros(1));
    private readonly AdamW optimizer;

    public LearningRateScheduleTests()
    {
        optimizer = AdamW([("a", parameter)], lr: 0.5);
    }

    private ParamGroup Group => optimizer.param_groups[0];

    public void Dispose()
    {
        optimizer.Dispose();
        parameter.Dispose();
    }

    [Theory]
    [InlineData(20, 0.3)]
    [InlineData(100, 0.02)]
    [InlineData(333, 0.02)]
    [InlineData(10, 0.05)]
    public void One_cycle_gives_PyTorchs_learning_rates_and_beta1(int steps, double rise)
    {
        var schedule = lr_scheduler.OneCycleLR(optimizer, 3e-5, steps, pct_start: rise);
        var rates = new double[steps];
        var betas = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            Assert.Equal(step, schedule.StepNumber);
            (rates[step], betas[step]) = (Group.LearningRate, Group.Beta1);
            schedule.step();
        }

        PyTorchFigures.Check($"one_cycle_{steps}_lr", rates, 1e-17);
        PyTorchFigures.Check($"one_cycle_{steps}_beta1", betas, 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(schedule.step);
    }

    [Fact]
    public void One_cycle_whose_rise_is_a_single_step_begins_at_the_top()
    {
        // PyTorch divides by zero here.
        lr_scheduler.OneCycleLR(optimizer, 3e-5, 50, pct_start: 0.02);

        Assert.Equal((3e-5, 0.85), (Group.LearningRate, Group.Beta1));
    }

    [Fact]
    public void The_step_number_is_all_the_state_of_a_schedule()
    {
        var schedule = lr_scheduler.OneCycleLR(optimizer, 1, 20);
        for (var step = 0; step < 7; step++)
        {
            schedule.step();
        }
        var expected = (Group.LearningRate, Group.Beta1);
        var resumed = lr_scheduler.OneCycleLR(optimizer, 1, 20);

        resumed.StepNumber = 7;

        Assert.Equal(expected, (Group.LearningRate, Group.Beta1));
    }

    [Fact]
    public void Warm_up_is_linear_and_the_cosine_falls_to_zero()
    {
        var schedule = lr_scheduler.WarmupCosineLR(optimizer, warmup_steps: 4, total_steps: 12);
        var rates = new List<double>();
        for (var step = 0; step < 12; step++)
        {
            rates.Add(Group.LearningRate);
            schedule.step();
        }

        Assert.Equal([0.125, 0.25, 0.375, 0.5, 0.5], rates.Take(5));
        Assert.Equal(0.25, rates[8], 1e-15);
        Assert.Equal(0.25 * (1 + Math.Cos(Math.PI * 7 / 8)), rates[11], 1e-15);
        Assert.Equal(0.9, Group.Beta1);
    }

    [Fact]
    public void Schedules_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.OneCycleLR(optimizer, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.OneCycleLR(optimizer, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.OneCycleLR(optimizer, 1, 10, pct_start: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.WarmupCosineLR(optimizer, 11, 10));
    }
}
