using Counterfactual.Training.ZeroShot;

namespace Counterfactual.Training.Tests.ZeroShot;

public sealed class PromptFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string Path => directory.File("names.txt");

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("goldfish\nhot pot\n")]
    [InlineData("goldfish\r\n  hot pot")]
    [InlineData("\uFEFFgoldfish\nhot pot\n")]
    public void Names_are_read_one_a_line(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Equal(["goldfish", "hot pot"], PromptFile.ReadClasses(Path));
    }

    [Theory]
    [InlineData("goldfish\n\nhot pot\n", ":2: the line is empty; expected a class name")]
    [InlineData("", ": 0 lines; expected 1 to 100000, each a class name")]
    public void Bad_classes_are_refused_with_their_line(string content, string message)
    {
        File.WriteAllText(Path, content);
        Assert.Equal(Path + message, Assert.Throws<PromptFileException>(() => PromptFile.ReadClasses(Path)).Message);
    }

    [Fact]
    public void A_template_without_a_place_for_the_name_is_refused_with_its_line()
    {
        File.WriteAllText(Path, "a photo of a {}.\na photo.\n");
        Assert.Equal(
            $"{Path}:2: the template 'a photo.' has no {{}}, where the class name goes",
            Assert.Throws<PromptFileException>(() => PromptFile.ReadTemplates(Path)).Message);
    }

    [Fact]
    public void Lines_and_files_beyond_all_measure_are_refused()
    {
        File.WriteAllText(Path, "a\n" + new string('b', 1001));
        Assert.Contains(
            ":2: the line has 1001 characters", Assert.Throws<PromptFileException>(() => PromptFile.ReadClasses(Path)).Message);
        File.WriteAllBytes(Path, new byte[(16 << 20) + 1]);
        Assert.Contains("larger than 16 MiB", Assert.Throws<PromptFileException>(() => PromptFile.ReadClasses(Path)).Message);
    }

    [Fact]
    public void Files_that_are_no_text_missing_or_directories_are_refused()
    {
        File.WriteAllBytes(Path, [0xFF, 0xFE, 0x00]);
        Assert.Equal(
            $"{Path}: not UTF-8 text; save the file as UTF-8",
            Assert.Throws<PromptFileException>(() => PromptFile.ReadClasses(Path)).Message);
        Assert.StartsWith(
            directory.File("none.txt") + ": cannot be read",
            Assert.Throws<PromptFileException>(() => PromptFile.ReadClasses(directory.File("none.txt"))).Message);
        Assert.StartsWith(
            directory.Path + ": cannot be read",
            Assert.Throws<PromptFileException>(() => PromptFile.ReadClasses(directory.Path)).Message);
    }
}
