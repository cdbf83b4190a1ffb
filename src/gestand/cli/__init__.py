def main() -> None: print("gestand")
