using System.Diagnostics;
using System.Runtime.InteropServices;
using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Tests.Devices;

public sealed class NvmlTests : IDisposable
{
    /// <summary>The functions of NVML's header, as its reference declares them, for one device of a known state.</summary>
    private const string Driver = """
        struct rates { unsigned gpu, memory; };
        struct memory { unsigned long long total, free, used; };
        static int device;
        extern "C" int nvmlInit_v2() { return 0; }
        extern "C" int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** handle)
        {
            *handle = &device;
            return index == 0 ? 0 : 2;
        }
        extern "C" int nvmlDeviceGetHandleByUUID(const char* uuid, void** handle)
        {
            *handle = &device;
            return uuid[0] == 'G' ? 0 : 2;
        }
        extern "C" int nvmlDeviceGetUtilizationRates(void* handle, rates* it)
        {
            *it = {75, 99};
            return handle == &device ? 0 : 2;
        }
        extern "C" int nvmlDeviceGetMemoryInfo(void* handle, memory* it)
        {
            *it = {80ull << 30, 50ull << 30, 30ull << 30};
            return handle == &device ? 0 : 2;
        }
        extern "C" int nvmlDeviceGetTemperature(void* handle, int sensor, unsigned* degrees)
        {
            *degrees = 61;
            return handle == &device && sensor == 0 ? 0 : 2;
        }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-nvml-").FullName;

    [Fact]
    public async Task What_the_drivers_library_says_is_read()
    {
        // Where there is a driver, its own library is asked.
        var isReal = NativeLibrary.TryLoad("libnvidia-ml.so.1", out _);
        if (!isReal)
        {
            NativeLibrary.Load(await CompileAsync());
        }

        var nvml = Nvml.Load()!;
        var device = nvml.ByIndex(0)!.Value;
        var memory = nvml.Memory(device)!.Value;
        Assert.InRange(memory.Used, 0, memory.Total);
        Assert.Null(nvml.ByIndex(250));
        Assert.Null(nvml.ByUuid("none"));
        if (isReal)
        {
            Assert.InRange(nvml.Utilisation(device) ?? 0, 0, 1);
            Assert.InRange(nvml.Temperature(device) ?? 20, 0, 150);
            return;
        }

        Assert.Equal((30L << 30, 80L << 30), memory);
        Assert.Equal((0.75, 61), (nvml.Utilisation(device), nvml.Temperature(device)));
        Assert.Equal(device, nvml.ByUuid("GPU-1234"));
        Assert.Null(nvml.Memory(0));
        Assert.Null(nvml.Utilisation(0));
        Assert.Null(nvml.Temperature(0));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private async Task<string> CompileAsync()
    {
        var source = Path.Combine(directory, "driver.cpp");
        var library = Path.Combine(directory, "libnvidia-ml.so.1");
        await File.WriteAllTextAsync(source, Driver);
        using var compiler = Process.Start("g++", ["-shared", "-fPIC", "-Wl,-soname,libnvidia-ml.so.1", "-o", library, source]);
        await compiler.WaitForExitAsync();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
