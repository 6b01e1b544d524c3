using Counterfactual.Torch;
using Counterfactual.Training.Models;
using Counterfactual.Training.Randomness;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// Draws the counterfactual images of each batch (paper section 3.2). Draws are keyed by epoch and position, so those of any
/// batch are the same whatever was drawn before.
/// </summary>
/// <param name="options">How they are made.</param>
/// <param name="seed">The experiment's seed.</param>
public sealed class CounterfactualSampler(CounterfactualOptions options, long seed)
{
    /// <summary>Whether <see cref="Sample"/> needs the clean pass's attention.</summary>
    public bool NeedsRelevance => options.NeedsRelevance;

    /// <summary>The random numbers behind the counterfactual images of a batch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="position">The batch's place in the epoch, from 0.</param>
    /// <param name="batch">How many images it has.</param>
    /// <param name="patches">How many patches each has.</param>
    /// <param name="device">Where the numbers are to be.</param>
    public CounterfactualDraws Draw(int epoch, int position, int batch, int patches, Device device)
    {
        var draws = new BatchDraws(seed, epoch, position, batch, patches, device);
        return new()
        {
            Mask = options switch
            {
                { Masking: Masking.Random, Refill: Refill.None } => draws.KeptPatches(options.Level),
                { Masking: Masking.Random } => draws.Uniform(),
                _ => null,
            },
            Fill = options switch
            {
                { Masking: Masking.None } => null,
                { Refill: Refill.Single } => draws.Partner(),
                { Refill: Refill.Multi } => draws.Shift(),
                _ => null,
            },
        };
    }

    /// <summary>The counterfactual images of a batch.</summary>
    /// <param name="clean">The student's pass over the clean images.</param>
    /// <param name="labels">The class of each image (int64).</param>
    /// <param name="draws">What <see cref="Draw"/> gave for the batch.</param>
    /// <param name="relevance">The normalised map, batch x patches in 0..1; null for that of the clean pass.</param>
    public Counterfactuals Sample(CleanPass clean, Tensor labels, CounterfactualDraws draws, Tensor? relevance = null)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(draws);
        if (options.Masking == Masking.None)
        {
            return Counterfactuals.Clean;
        }

        if (options is { Masking: Masking.Random, Refill: Refill.None })
        {
            return new() { Selection = TokenSelection.OfPatches(draws.Mask!) };
        }

        var mask = options.Masking switch
        {
            Masking.Random => PatchMask.Random(draws.Mask!, options.Level),
            Masking.Object => PatchMask.Object(relevance ?? clean.Relevance(labels), options.Level),
            _ => PatchMask.Context(relevance ?? clean.Relevance(labels), options.Level),
        };
        return options.Refill switch
        {
            Refill.Single => new() { Source = PatchSource.Single(mask, draws.Fill!) },
            Refill.Multi => new() { Source = PatchSource.Multi(mask, draws.Fill!) },
            _ => new() { Selection = TokenSelection.WithoutKeys(mask) },
        };
    }

    /// <summary>The random draws of one batch.</summary>
    private sealed class BatchDraws(long seed, int epoch, int position, int batch, int patches, Device device)
    {
        /// <summary>Numbers in [0, 1), batch x patches.</summary>
        public Tensor Uniform()
        {
            var random = Stream(Purpose.PatchMask);
            return Tensor2d(Fill(batch * patches, () => (float)(random.NextUInt32() >> 8) / (1 << 24)), patches);
        }

        /// <summary>Patches that stay when a share of them is dropped, batch x kept.</summary>
        public Tensor KeptPatches(double rate)
        {
            var random = Stream(Purpose.PatchMask);
            var kept = PatchMask.KeptPatches(patches, rate);
            var numbers = new long[batch * kept];
            for (var image = 0; image < batch; image++)
            {
                var order = random.Permutation(patches);
                for (var place = 0; place < kept; place++)
                {
                    numbers[(image * kept) + place] = order[place];
                }
            }

            return Tensor2d(numbers, kept);
        }

        /// <summary>A random order of the batch.</summary>
        public Tensor Partner() => Upload.Copy(
            tensor(Array.ConvertAll(Stream(Purpose.Partner).Permutation(batch), image => (long)image)), device);

        /// <summary>How far along the batch each patch comes from, 1..batch-1, batch x patches.</summary>
        public Tensor Shift()
        {
            var random = Stream(Purpose.Shift);
            return Tensor2d(Fill(batch * patches, () => 1L + random.Next(batch - 1)), patches);
        }

        private CounterRandom Stream(Purpose purpose) => CounterRandom.For(seed, purpose, epoch, position);

        private Tensor Tensor2d<T>(T[] values, int columns) where T : unmanaged =>
            Upload.Copy(tensor(values, batch, columns), device);

        private static T[] Fill<T>(int count, Func<T> draw)
        {
            var values = new T[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = draw();
            }

            return values;
        }
    }
}
