using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Devices;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class TrainersDeviceTests
{
    [Fact]
    public async Task A_silo_without_devices_answers_and_leaves_the_work_to_others()
    {
        await using var test = await TestSilo.StartAsync(TestSilo.Options with { Devices = new DeviceSelection.Nothing() });
        await test.LaunchAsync(new ScriptedExperiment());
        Assert.Empty((await test.Client.GetHealthAsync()).Devices);
        Assert.Empty(await test.Client.ListDevicesAsync());
        Assert.Equal(ExperimentStatus.Queued, (await test.ExperimentAsync()).Status);
        await test.RestartAsync();
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync()).Status);
    }

    [Theory]
    [InlineData("cpu:1")]
    [InlineData("cpu:256")]
    [InlineData("cuda:all")]
    [InlineData("cuda:0")]
    [InlineData("cuda:0,1,7")]
    [InlineData("none")]
    [InlineData("cuda:0/4")]
    [InlineData("cuda:all/2")]
    [InlineData("cuda:0,1/16")]
    public void A_selection_is_read_and_written_the_same(string text) =>
        Assert.Equal(text, DeviceSelection.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu:")]
    [InlineData("cpu:0")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:257")]
    [InlineData("cpu:2,3")]
    [InlineData("cpu:99999999999")]
    [InlineData("CPU:1")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:,")]
    [InlineData("cuda:0,0")]
    [InlineData("cuda:0, 1")]
    [InlineData("cuda:every")]
    [InlineData("cuda:0/")]
    [InlineData("cuda:0/0")]
    [InlineData("cuda:0/1")]
    [InlineData("cuda:0/17")]
    [InlineData("cuda:0/2/2")]
    [InlineData("cuda:/2")]
    [InlineData("cpu:2/2")]
    [InlineData("gpu:0")]
    [InlineData("none:")]
    [InlineData("none:1")]
    public void Anything_else_is_refused_with_what_is_expected(string text)
    {
        var refused = Assert.Throws<FormatException>(() => DeviceSelection.Parse(text));
        Assert.Contains($"unknown devices '{text}'; expected cpu:N", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_gives_anything_but_a_selection_or_a_format_error() =>
        Prop.ForAll<string>(text =>
        {
            try
            {
                return text is null || DeviceSelection.Parse(text).ToString().Length > 0;
            }
            catch (FormatException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Processor_devices_have_one_thread_each_and_share_the_memory()
    {
        var devices = await DeviceDiscovery.FindAsync(new DeviceSelection.Cpu(4), "here", TestSilo.Options.Trainers, default);
        Assert.Equal(["here/cpu:0", "here/cpu:1", "here/cpu:2", "here/cpu:3"], devices.Select(device => device.Id));
        Assert.All(devices, device => Assert.Equal((DeviceKind.Cpu, 1), (device.Kind, device.Threads)));
        Assert.InRange(devices.Sum(device => device.MemoryBytes), 1 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    [Fact]
    public void Shares_of_a_CUDA_device_are_devices_that_compute_on_it()
    {
        var devices = DeviceDiscovery.Graphics("here", [0, 3], shares: 2);
        Assert.Equal(["here/cuda:0.0", "here/cuda:0.1", "here/cuda:3.0", "here/cuda:3.1"], devices.Select(device => device.Id));
        Assert.Equal(["cuda:0", "cuda:0", "cuda:3", "cuda:3"], devices.Select(device => device.Processor));
        Assert.All(devices, device => Assert.Equal(2, device.Shares));

        var whole = Assert.Single(DeviceDiscovery.Graphics("here", [1], shares: 1));
        Assert.Equal(("here/cuda:1", "cuda:1"), (whole.Id, whole.Processor));
    }
}
