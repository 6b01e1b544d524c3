using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Asks a trainer process about libtorch: loading it takes seconds, and a silo serves without it.</summary>
internal static class TrainerProbe
{
    /// <summary>What libtorch is and finds.</summary>
    /// <exception cref="TrainerGoneException">The process could not tell.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    internal static async Task<TrainerMessage.Devices> AskAsync(TrainerOptions options, CancellationToken cancellation)
    {
        await using var child = await TrainerChild.StartAsync(options, new DeviceDescription("", "", DeviceKind.Cpu, 1, 0));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.Start);
        try
        {
            await child.SendAsync(new TrainerCommand.ListDevices());
            while (await child.Messages.WaitToReadAsync(deadline.Token))
            {
                if (child.Messages.TryRead(out var message) && message is not TrainerMessage.Ready)
                {
                    return message as TrainerMessage.Devices ?? throw new TrainerGoneException(
                        FailureCause.TrainerError, "a trainer process did not say which devices there are when it was asked");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TrainerGoneException(FailureCause.Hang, "a trainer process did not answer in time");
        }

        throw new TrainerGoneException(FailureCause.ProcessDied, "a trainer process ended before it answered");
    }
}
