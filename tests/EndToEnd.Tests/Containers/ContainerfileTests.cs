using Counterfactual.EndToEnd.Tests.Kubernetes;

namespace Counterfactual.EndToEnd.Tests.Containers;

/// <summary>
/// The images as they are written; deploy/check-image-locally builds the one for processors, which takes too long here.
/// </summary>
public sealed class ContainerfileTests
{
    private const string Processors = "Containerfile";
    private const string Gpus = "Containerfile.cuda";

    [Theory]
    [InlineData(Processors)]
    [InlineData(Gpus)]
    public void What_is_copied_is_there_and_part_of_what_builders_are_given(string name)
    {
        var given = File.ReadLines(Repository.Path(".dockerignore")).Where(line => line.StartsWith('!'))
            .Select(line => line[1..].TrimEnd('*')).ToList();
        var copied = Containerfile.Read(name).Of("COPY")
            .Where(copy => !copy.StartsWith("--from=", StringComparison.Ordinal))
            .SelectMany(copy => copy.Split(' ')[..^1]).ToList();
        Assert.NotEmpty(copied);
        Assert.All(copied, source =>
        {
            Assert.True(Path.Exists(Repository.Path(source)), $"{source} is not there");
            Assert.Contains(given, part => source.StartsWith(part, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData(Processors)]
    [InlineData(Gpus)]
    public void Stages_are_built_on_images_of_a_version(string name)
    {
        var file = Containerfile.Read(name);
        var images = file.Of("ARG").ToDictionary(argument => argument.Split('=')[0], argument => argument.Split('=')[1]);
        Assert.All(images.Values, image => Assert.Matches(@":\d+\.\d+", image));
        Assert.All(file.Of("FROM"), stage => Assert.Contains(stage.Split(' ')[0][2..^1], images.Keys));
    }

    /// <summary>The format can take nothing from another file: what both must have is written twice.</summary>
    [Fact]
    public void Both_images_publish_and_start_the_program_alike()
    {
        var (processors, gpus) = (Containerfile.Read(Processors), Containerfile.Read(Gpus));
        Assert.NotEmpty(processors.Stage("publish"));
        Assert.Equal(processors.Stage("publish"), gpus.Stage("publish"));
        foreach (var kind in (string[])["USER", "WORKDIR", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"])
        {
            var same = Assert.Single(processors.OfImage(kind));
            Assert.Equal(same, Assert.Single(gpus.OfImage(kind)));
        }

        Assert.StartsWith(Assert.Single(processors.OfImage("ENV")), Assert.Single(gpus.OfImage("ENV")), StringComparison.Ordinal);
        Assert.All((Containerfile[])[processors, gpus], file => Assert.EndsWith(
            "\"silo\", \"health\", \"live\"]", Assert.Single(file.OfImage("HEALTHCHECK")), StringComparison.Ordinal));
    }

    [Fact]
    public void Pods_run_as_the_user_of_the_image()
    {
        var user = Assert.Single(Containerfile.Read(Processors).OfImage("USER"));
        var pod = File.ReadAllText(Repository.Path("deploy/k8s/base/pod.yaml"));
        Assert.Contains($"runAsUser: {user.Split(':')[0]}\n", pod, StringComparison.Ordinal);
        Assert.Contains($"runAsGroup: {user.Split(':')[1]}\n", pod, StringComparison.Ordinal);
    }
}
