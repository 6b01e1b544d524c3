using Counterfactual.Grains.Devices;

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
        try
        {
            child.Send(new TrainerCommand.ListDevices());
            return await child.FirstAsync<TrainerMessage.Devices>("heard of its devices", options.Start, cancellation);
        }
        catch (TrainerGoneException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}
