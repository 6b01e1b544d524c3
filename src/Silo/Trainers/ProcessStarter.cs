using System.Collections.Concurrent;
using System.Diagnostics;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// Starts child processes from one thread that lives as long as this process. The kernel ends a child that asked for it
/// (PR_SET_PDEATHSIG) together with the thread that started it, and threads of the pool come and go.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<Action> Requests = StartThread();

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    internal static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
#pragma warning disable CA1031 // Handed to the caller.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                started.SetException(failure);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> StartThread()
    {
        var requests = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var request in requests.GetConsumingEnumerable())
            {
                request();
            }
        })
        { IsBackground = true, Name = "process starter" };
        thread.Start();
        return requests;
    }
}
