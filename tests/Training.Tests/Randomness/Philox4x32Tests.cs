using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Tests.Randomness;

public sealed class Philox4x32Tests
{
    // Random123's kat_vectors, lines "philox4x32 10".
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu,
        0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu,
        0x5001e420u, 0x24126ea1u)]
    public void Gives_the_published_known_answers(
        uint word0, uint word1, uint word2, uint word3, uint key0, uint key1, uint answer0, uint answer1,
        uint answer2, uint answer3)
    {
        Philox4x32.Encrypt(ref word0, ref word1, ref word2, ref word3, key0, key1);

        Assert.Equal((answer0, answer1, answer2, answer3), (word0, word1, word2, word3));
    }
}
