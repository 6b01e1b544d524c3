using System.Runtime.CompilerServices;

// The tests of memory count the process's tensors: nothing else may run beside them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Counterfactual.Torch.Tests;

internal static class AssemblySetup
{
    // The figures hold for one thread; a libtorch from elsewhere than Debian begins with as many as there are cores.
    [ModuleInitializer]
    internal static void UseOneThread() => torch.set_num_threads(1);
}
