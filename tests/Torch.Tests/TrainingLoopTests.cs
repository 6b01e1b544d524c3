using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.nn;

namespace Counterfactual.Torch.Tests;

public class TrainingLoopTests
{
    [Fact]
    public void A_small_network_learns_exclusive_or()
    {
        using var network = new ExclusiveOr();
        using var inputs = tensor(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        using var labels = tensor(new long[] { 0, 1, 1, 0 });
        using var optimizer = optim.AdamW(network.named_parameters(), lr: 0.05, weight_decay: 0);
        var schedule = optim.lr_scheduler.OneCycleLR(optimizer, 0.05, 200);

        var loss = double.NaN;
        for (var step = 0; step < 200; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var value = functional.cross_entropy(network.forward(inputs), labels);
            value.backward();
            utils.clip_grad_norm_(network.parameters(), 1);
            optimizer.step();
            schedule.step();
            loss = value.item<double>();
        }

        Assert.InRange(loss, 0, 0.01);
        Assert.Equal([0, 1, 1, 0], network.forward(inputs).argmax(1).ToArray<long>());
    }

    private sealed class ExclusiveOr : Module<Tensor, Tensor>
    {
        private readonly Modules.Linear hidden;
        private readonly Modules.Linear output;

        public ExclusiveOr()
        {
            // Values spread by the sine: different everywhere, and the same on every run.
            hidden = register_module("hidden", new Modules.Linear((arange(32, float32) * 1.7).sin().reshape(16, 2), zeros(16)));
            output = register_module(
                "output", new Modules.Linear((arange(32, float32) * 2.3).sin().reshape(2, 16) * 0.3, zeros(2)));
        }

        public override Tensor forward(Tensor input) => output.forward(hidden.forward(input).relu());
    }
}
