fn main() {
    std::fs::write("@MARK@/built", "").unwrap();
}
