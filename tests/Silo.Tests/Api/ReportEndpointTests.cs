using System.Net;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ReportEndpointTests
{
    [Fact]
    public async Task A_viewer_finds_the_report_as_it_was_last_written_and_has_none_written()
    {
        await using var tcp = await TcpSilo.StartAsync();
        using var viewer = new SiloClient(tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer)));
        await tcp.Silo.LaunchAsync(new ScriptedExperiment());
        await tcp.Silo.EndOfAsync();
        var written = await tcp.Silo.Client.WriteReportAsync("scripted");
        await File.WriteAllTextAsync(Path.Combine(written.Directory, "report.html.tmp"), "half written");

        var refused = await Assert.ThrowsAsync<SiloRequestException>(() => viewer.WriteReportAsync("scripted"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        var found = await viewer.GetReportAsync("scripted");
        Assert.Equal(written.Directory, found.Directory);
        Assert.Equal(written.Files.Order(StringComparer.Ordinal), found.Files);
        foreach (var file in found.Files)
        {
            Assert.NotEmpty(await viewer.GetReportFileAsync("scripted", file));
        }
    }

    [Fact]
    public async Task A_report_that_nobody_wrote_is_not_there()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { WaitAt = 3, Gate = test.PathOf("never") });
        var absent = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.GetReportAsync("scripted"));
        Assert.Equal(HttpStatusCode.NotFound, absent.Status);
        Assert.Equal("no report of sweep 'scripted'; there are none yet", absent.Message);
        var unknown = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.GetReportAsync("absent"));
        Assert.Contains("no sweep 'absent'", unknown.Message, StringComparison.Ordinal);
    }
}
