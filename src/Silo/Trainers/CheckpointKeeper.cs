using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// The checkpoints of one attempt in the artifact store. The last two are kept; a pointer in the database never leads to a
/// file that is not there yet, since a file is stored before it is reported and removed after its successor was.
/// </summary>
internal sealed class CheckpointKeeper(Assignment assignment, IArtifactStore artifacts)
{
    private Checkpoint? newest;
    private int stored;

    /// <summary>
    /// The newest checkpoint that can be read, as a local file; null to start over. Damaged ones are set aside,
    /// unreadable ones passed over.
    /// </summary>
    /// <param name="warn">Told of each damaged one.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<string?> FindAsync(Action<string> warn, CancellationToken cancellation)
    {
        for (var candidate = assignment.Checkpoint; candidate is not null; candidate = candidate.Previous)
        {
            try
            {
                var path = await artifacts.GetAsync(candidate.Artifact, cancellation);
                newest = candidate;
                return path;
            }
            catch (DamagedArtifactException damaged)
            {
                if (damaged.WasRead)
                {
                    await artifacts.SetAsideAsync(candidate.Artifact.Name, cancellation);
                }

                warn($"{damaged.Message}; {(damaged.WasRead ? "it was set aside and " : "")}"
                    + (candidate.Previous is { } previous
                        ? $"the one of step {previous.Step} is used"
                        : "the experiment starts over"));
            }
        }

        return null;
    }

    /// <summary>Stores a checkpoint and has it committed.</summary>
    /// <param name="written">The file, which is taken over.</param>
    /// <param name="commit">Commits the pointer to it.</param>
    /// <param name="lost">The lease is lost: nobody is to wait for what nobody will point to.</param>
    internal async Task StoreAsync(WrittenCheckpoint written, Func<Checkpoint, Task> commit, CancellationToken lost)
    {
        // The epoch keeps apart what different attempts write, the count what one attempt writes.
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{assignment.Lease.Experiment}/checkpoint-{assignment.Lease.Epoch}-{++stored}-step-{written.Step}.safetensors");
        var artifact = await artifacts.PutAsync(name, written.Path, lost);
        var dropped = newest?.Previous;
        var checkpoint = new Checkpoint(written.Step, artifact)
        {
            Previous = newest is null ? null : newest with { Previous = null },
        };
        await commit(checkpoint);
        newest = checkpoint;
        if (dropped is not null)
        {
            await RemoveAsync(dropped, lost);
        }
    }

    /// <summary>Removes what is left of an experiment that has its result.</summary>
    internal async Task RemoveAllAsync()
    {
        for (var checkpoint = newest; checkpoint is not null; checkpoint = checkpoint.Previous)
        {
            await RemoveAsync(checkpoint, CancellationToken.None);
        }

        newest = null;
    }

    private async Task RemoveAsync(Checkpoint checkpoint, CancellationToken cancellation)
    {
        try
        {
            await artifacts.DeleteAsync(checkpoint.Artifact.Name, cancellation);
        }
        catch (Exception unreachable) when (unreachable is IOException or UnauthorizedAccessException)
        {
            // Nothing points to it any more: the cleaner finds it.
        }
    }
}
